package dev.lethe.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import java.util.List;

/**
 * One operation of ours and the same in libtorch.
 *
 * <p>Elements agree if they differ by at most {@code absolute + relative * |theirs|}; the absolute part is taken times
 * the largest magnitude in the tensor if that is above 1, since a sum of large terms that cancel has their rounding.
 *
 * @param ours the operation with its inputs
 * @param twin the same function of the same inputs
 */
record TorchCase(OpCase ours, Twin twin, double relative, double absolute) {
    /** A few times what torch.testing allows in float32 by default (1.3e-6 and 1e-5): both sides round. */
    static final double RELATIVE = 1e-5;

    static final double ABSOLUTE = 1e-5;

    /** The function in libtorch; {@code in} are the inputs in the order they were declared. */
    @FunctionalInterface
    interface Twin {
        NDArray apply(NDArray[] in);
    }

    static TorchCase of(OpCase ours, Twin twin) {
        return new TorchCase(ours, twin, RELATIVE, ABSOLUTE);
    }

    /** Runs both and compares outputs and all gradients. */
    void check(OpHarness harness) {
        OpHarness.Run run = harness.run(ours);
        List<OpCase.Input> inputs = ours.inputs();
        try (NDManager manager = Torch.manager()) {
            NDArray[] in = new NDArray[inputs.size()];
            for (int i = 0; i < in.length; i++) {
                in[i] = upload(manager, inputs.get(i));
            }
            NDArray y;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                for (int i = 0; i < in.length; i++) {
                    in[i].setRequiresGradient(inputs.get(i).differentiable());
                }
                y = twin.apply(in);
                if (y.size() != run.output().length) {
                    throw new AssertionError(
                            ours + ": output of " + run.output().length + " elements, libtorch's is " + y.getShape());
                }
                float[] cotangent = OpHarness.cotangent(ours, run.output().length);
                collector.backward(
                        y.mul(manager.create(cotangent, y.getShape())).sum());
            }
            compare("output", run.output(), y.toFloatArray());
            for (int i = 0; i < in.length; i++) {
                if (inputs.get(i).differentiable()) {
                    compare(
                            "gradient of input " + i,
                            run.gradients()[i],
                            in[i].getGradient().toFloatArray());
                }
            }
        }
    }

    private static NDArray upload(NDManager manager, OpCase.Input input) {
        int[] dims = input.shape().toArray();
        long[] extents = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            extents[i] = dims[i];
        }
        Shape shape = new Shape(extents);
        return input.floats() != null ? manager.create(input.floats(), shape) : manager.create(input.ints(), shape);
    }

    private void compare(String what, float[] our, float[] their) {
        agree(ours + ": " + what, our, their, relative, absolute);
    }

    /** Fails with the worst element if two tensors do not agree in the sense above. */
    static void agree(String what, float[] our, float[] their, double relative, double absolute) {
        if (our.length != their.length) {
            throw new AssertionError(what + ": " + our.length + " elements, libtorch has " + their.length);
        }
        double largest = 1;
        for (float v : their) {
            largest = Math.max(largest, Math.abs(v));
        }
        int worst = -1;
        double excess = 0;
        for (int i = 0; i < our.length; i++) {
            double over = Math.abs((double) our[i] - their[i]) - absolute * largest - relative * Math.abs(their[i]);
            // Written so that a NaN on either side counts.
            if (!(over <= excess)) {
                excess = over;
                worst = i;
            }
        }
        if (worst >= 0) {
            throw new AssertionError(what + ", element " + worst + " of " + our.length + ": " + our[worst]
                    + ", libtorch has " + their[worst]);
        }
    }

    @Override
    public String toString() {
        return ours.name();
    }
}
