package dev.lethe.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameter;
import dev.lethe.nn.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A network of ours on a random batch, trained by cross-entropy; {@link #check} compares it with a twin in libtorch.
 *
 * @param floats the input, or null if it is symbols
 * @param labels one for each row of the output
 */
record NetworkCase(Module module, float[] floats, int[] symbols, int[] dims, int[] labels, int classes) {
    private static final double TOLERANCE = 1e-5;

    /** Input of standard normal values; one label for each example. */
    static NetworkCase ofFloats(Module module, int classes, int... dims) {
        RandomStream random = new RandomStream(5, "batch");
        float[] x = new float[(int) dev.lethe.Shape.of(dims).size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.normal();
        }
        return new NetworkCase(module, x, null, dims, below(random, classes, dims[0]), classes);
    }

    /** Input of random symbols (n, t); one label for each symbol. */
    static NetworkCase ofSymbols(Module module, int classes, int n, int t) {
        RandomStream random = new RandomStream(5, "batch");
        int[] x = below(random, classes, n * t);
        return new NetworkCase(module, null, x, new int[] {n, t}, below(random, classes, n * t), classes);
    }

    private static int[] below(RandomStream random, int bound, int n) {
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.below(bound);
        }
        return values;
    }

    /** @param twin from the weights by name, and the input, to the logits */
    void check(BiFunction<Map<String, NDArray>, NDArray, NDArray> twin) {
        try (Device device = DeviceUnderTest.checked();
                Parameters parameters = Parameters.of(device, module, 1);
                Arena data = device.arena("data", 1 << 26);
                Arena step = device.arena("step", 1 << 28);
                NDManager manager = Torch.manager()) {
            Pass pass = Pass.training(device, step, null, parameters);
            Tensor given = data.ints(labels.length);
            device.upload(labels, given);
            Tensor logits = module.forward(pass, input(device, data));
            Tensor losses = new CrossEntropy(0).losses(pass, logits, Targets.hard(given), null);
            float[] ours = device.floats(losses);
            pass.backward(losses);

            Map<String, NDArray> weights = new LinkedHashMap<>();
            for (Parameter p : parameters.list()) {
                weights.put(p.name(), manager.create(device.floats(p.value()), shape(p.shape())));
            }
            float[] theirs = differentiate(manager, weights, twin);
            TorchCase.agree("losses", ours, theirs, TOLERANCE, TOLERANCE);
            for (Parameter p : parameters.list()) {
                compare(device, parameters, p, weights.get(p.name()).getGradient());
            }
        }
    }

    private Tensor input(Device device, Arena data) {
        Tensor x = floats == null ? data.ints(dims) : data.floats(dims);
        if (floats == null) {
            device.upload(symbols, x);
        } else {
            device.upload(floats, x);
        }
        return x;
    }

    private float[] differentiate(
            NDManager manager, Map<String, NDArray> weights, BiFunction<Map<String, NDArray>, NDArray, NDArray> twin) {
        Shape shape = shape(dev.lethe.Shape.of(dims));
        NDArray x = floats == null ? manager.create(symbols, shape) : manager.create(floats, shape);
        NDArray rows = TorchOps.oneHot(manager.create(labels), classes);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            weights.values().forEach(w -> w.setRequiresGradient(true));
            NDArray losses = TorchLosses.crossEntropy(0).of(twin.apply(weights, x), rows);
            collector.backward(losses.mean());
            return losses.toFloatArray();
        }
    }

    /** Relative to the largest element: the gradient of a mean over the batch may be small as a whole. */
    private static void compare(Device device, Parameters parameters, Parameter p, NDArray theirs) {
        long at = p.value().offset() - parameters.values().offset();
        float[] ours = device.floats(parameters.gradients().view(at, p.shape()));
        float[] their = theirs.toFloatArray();
        float largest = 0;
        for (float v : their) {
            largest = Math.max(largest, Math.abs(v));
        }
        TorchCase.agree("gradient of " + p.name(), ours, their, TOLERANCE, TOLERANCE * Math.min(1, largest));
    }

    private static Shape shape(dev.lethe.Shape s) {
        long[] extents = new long[s.rank()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = s.dim(i);
        }
        return new Shape(extents);
    }
}
