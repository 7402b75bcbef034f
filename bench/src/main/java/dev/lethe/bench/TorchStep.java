package dev.lethe.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;

/**
 * Libtorch's training step through DJL on one resident batch: forward, loss, backward, optimiser.
 *
 * <p>Arrays are used directly and not through DJL's blocks and trainer, which add work per step; the optimisers are
 * DJL's, each parameter one native call. A scope frees what a step makes.
 */
final class TorchStep implements AutoCloseable {
    private static final Shape ONE = new Shape(1, 1);

    private final NDManager manager;
    private final Network network;
    private final NDArray x;
    private final NDArray oneHot;
    private final List<NDArray> weights = new ArrayList<>();
    private final Optimizer optimizer;

    TorchStep(Network network) {
        this.network = network;
        manager = Libtorch.open(Inputs.THREADS);
        long[] dims = new long[network.example.rank() + 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = network.inputDims()[i];
        }
        x = Libtorch.array(manager, network.inputs(), dims);
        oneHot = manager.create(network.labels())
                .toType(DataType.INT64, false)
                .oneHot(Network.CLASSES, DataType.FLOAT32);
        switch (network) {
            case MLP_SMALL:
                linear(784, 256);
                linear(256, 10);
                break;
            case MLP_LARGE:
                linear(784, 1024);
                linear(1024, 1024);
                linear(1024, 10);
                break;
            case CONVNET:
                weight(25, 16, 1, 5, 5);
                weight(25, 16);
                weight(400, 32, 16, 5, 5);
                weight(400, 32);
                linear(1568, 128);
                linear(128, 10);
                break;
            default:
                throw new IllegalArgumentException(network.row);
        }
        optimizer = network.adam
                ? Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed((float) Network.RATE))
                        .build()
                : Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed((float) Network.RATE))
                        .build();
        // Outside a scope: the state of the optimiser is made here, and stays.
        step();
    }

    private void linear(int in, int out) {
        weight(in, out, in);
        weight(in, out);
    }

    private void weight(int fanIn, long... dims) {
        Shape shape = new Shape(dims);
        float[] values = Inputs.normal("w" + weights.size(), (int) shape.size(), 1 / Math.sqrt(3.0 * fanIn));
        NDArray w = manager.create(values, shape);
        w.setRequiresGradient(true);
        weights.add(w);
    }

    /** Runs a step and frees what it made. */
    void run() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            step();
        }
    }

    private void step() {
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray logits = network == Network.CONVNET ? convnet() : mlp(x, 0);
            collector.backward(crossEntropy(logits, oneHot));
        }
        for (int i = 0; i < weights.size(); i++) {
            optimizer.update("w" + i, weights.get(i), weights.get(i).getGradient());
        }
    }

    /** Mean of - sum of t log p: with one-hot rows instead of a gather, whose derivative is slower. */
    static NDArray crossEntropy(NDArray logits, NDArray oneHot) {
        return logits.logSoftmax(-1).mul(oneHot).sum().div(-logits.getShape().get(0));
    }

    private NDArray mlp(NDArray input, int first) {
        NDArray h = input;
        for (int i = first; i < weights.size(); i += 2) {
            h = h.getNDArrayInternal()
                    .linear(h, weights.get(i), weights.get(i + 1))
                    .singletonOrThrow();
            if (i + 2 < weights.size()) {
                h = h.getNDArrayInternal().relu();
            }
        }
        return h;
    }

    private NDArray convnet() {
        NDArray h = x;
        for (int i = 0; i < 4; i += 2) {
            h = h.getNDArrayInternal()
                    .convolution(h, weights.get(i), weights.get(i + 1), ONE, new Shape(2, 2), ONE, 1)
                    .singletonOrThrow();
            h = h.getNDArrayInternal().relu();
            h = h.getNDArrayInternal().maxPool(new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false);
        }
        return mlp(h.reshape(network.batch, -1), 4);
    }

    @Override
    public void close() {
        manager.close();
    }
}
