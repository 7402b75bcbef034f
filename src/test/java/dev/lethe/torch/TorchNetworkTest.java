package dev.lethe.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.nn.Mlp;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameter;
import dev.lethe.nn.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole networks with the same weights: the losses of a batch, and the gradient of each parameter. */
class TorchNetworkTest {
    private static final int BATCH = 9;
    private static final int CLASSES = 10;

    @BeforeAll
    static void start() {
        Torch.require();
    }

    @Test
    void mlp() {
        check(new Mlp(784, 64, 33, CLASSES), new int[] {BATCH, 784}, (w, x) -> {
            NDArray h = TorchOps.linear(x, w.get("0.weight"), w.get("0.bias"));
            h = TorchOps.linear(h.getNDArrayInternal().relu(), w.get("2.weight"), w.get("2.bias"));
            return TorchOps.linear(h.getNDArrayInternal().relu(), w.get("4.weight"), w.get("4.bias"));
        });
    }

    /** @param twin from the weights by name, and the input, to the logits */
    private static void check(Module module, int[] dims, BiFunction<Map<String, NDArray>, NDArray, NDArray> twin) {
        RandomStream random = new RandomStream(5, "batch");
        float[] x = new float[(int) dev.lethe.Shape.of(dims).size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.normal();
        }
        int[] labels = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
            labels[i] = random.below(CLASSES);
        }
        try (Device device = new CpuDevice(2, true);
                Parameters parameters = Parameters.of(device, module, 1);
                Arena data = device.arena("data", 1 << 26);
                Arena step = device.arena("step", 1 << 28);
                NDManager manager = Torch.manager()) {
            Tensor input = data.floats(dims);
            Tensor given = data.ints(BATCH);
            device.upload(x, input);
            device.upload(labels, given);
            Pass pass = Pass.training(device, step, null, parameters);
            Tensor losses = new CrossEntropy(0).losses(pass, module.forward(pass, input), Targets.hard(given), null);
            float[] ours = device.floats(losses);
            pass.backward(losses);

            Map<String, NDArray> weights = new LinkedHashMap<>();
            for (Parameter p : parameters.list()) {
                weights.put(p.name(), manager.create(device.floats(p.value()), shape(p.shape())));
            }
            NDArray theirs;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                weights.values().forEach(w -> w.setRequiresGradient(true));
                NDArray logits = twin.apply(weights, manager.create(x, shape(input.shape())));
                theirs = TorchLosses.crossEntropy(0).of(logits, TorchOps.oneHot(manager.create(labels), CLASSES));
                collector.backward(theirs.mean());
            }
            TorchCase.agree("losses", ours, theirs.toFloatArray(), 1e-5, 1e-5);
            for (Parameter p : parameters.list()) {
                long at = p.value().offset() - parameters.values().offset();
                float[] gradient = device.floats(parameters.gradients().view(at, p.shape()));
                // Relative to the largest element: a gradient of a mean over the batch is small.
                float[] their = weights.get(p.name()).getGradient().toFloatArray();
                float largest = 0;
                for (float v : their) {
                    largest = Math.max(largest, Math.abs(v));
                }
                TorchCase.agree("gradient of " + p.name(), gradient, their, 1e-5, 1e-5 * Math.min(1, largest));
            }
        }
    }

    private static Shape shape(dev.lethe.Shape s) {
        long[] extents = new long[s.rank()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = s.dim(i);
        }
        return new Shape(extents);
    }
}
