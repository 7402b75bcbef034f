package dev.lethe.bench;

import dev.lethe.Shape;

/**
 * The networks that training steps are measured on, the same on both sides.
 *
 * <p>FLOPs of a step are counted as 2 per multiply-add of the products of forward and backward, without the gradient of
 * the input, which nobody asks for.
 */
enum Network {
    /** 784-256-10 at batch 128, SGD. */
    MLP_SMALL("mlp-784-256-10", "mlp:256", 128, Shape.of(784), false),
    /** 784-1024-1024-10 at batch 512, SGD. */
    MLP_LARGE("mlp-784-1024-1024-10", "mlp:1024,1024", 512, Shape.of(784), false),
    /** Two 5x5 convolutions with pools and two linear layers on 28x28, at batch 128, Adam. */
    CONVNET("convnet", "convnet", 128, Shape.of(1, 28, 28), true);

    static final int CLASSES = 10;

    /** So small that thousands of steps on one batch leave ordinary numbers: no vanishing gradients, no denormals. */
    static final double RATE = 1e-6;

    final String row;
    final String spec;
    final int batch;
    final Shape example;
    final boolean adam;

    Network(String row, String spec, int batch, Shape example, boolean adam) {
        this.row = row;
        this.spec = spec;
        this.batch = batch;
        this.example = example;
        this.adam = adam;
    }

    int[] inputDims() {
        int[] dims = new int[example.rank() + 1];
        dims[0] = batch;
        System.arraycopy(example.toArray(), 0, dims, 1, example.rank());
        return dims;
    }

    float[] inputs() {
        return Inputs.normal("x", batch * (int) example.size(), 1);
    }

    int[] labels() {
        return Inputs.labels(batch, CLASSES);
    }
}
