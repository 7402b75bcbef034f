package dev.lethe.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;

/**
 * Norms of the gradients of single examples by libtorch through DJL, for the perceptron 784-1024-1024-10: what a user
 * without rules for single layers can do.
 */
final class TorchPerExample implements AutoCloseable {
    /** Examples whose gradients are formed at once: those of 512 would be 3.8 GB. */
    private static final int CHUNK = 32;

    private static final int[] WIDTHS = {784, 1024, 1024, 10};

    private final NDManager manager;
    private final NDArray x;
    private final NDArray oneHot;
    private final List<NDArray> weights = new ArrayList<>();

    TorchPerExample() {
        Network network = Network.MLP_LARGE;
        manager = Libtorch.open(Inputs.THREADS);
        x = Libtorch.array(manager, network.inputs(), network.batch, WIDTHS[0]);
        oneHot = manager.create(network.labels())
                .toType(DataType.INT64, false)
                .oneHot(Network.CLASSES, DataType.FLOAT32);
        for (int i = 0; i + 1 < WIDTHS.length; i++) {
            weight(WIDTHS[i], WIDTHS[i + 1], WIDTHS[i]);
            weight(WIDTHS[i], WIDTHS[i + 1]);
        }
    }

    private void weight(int fanIn, long... dims) {
        Shape shape = new Shape(dims);
        float[] values = Inputs.normal("w" + weights.size(), (int) shape.size(), 1 / Math.sqrt(3.0 * fanIn));
        NDArray w = manager.create(values, shape);
        w.setRequiresGradient(true);
        weights.add(w);
    }

    private static NDArray linear(NDArray h, NDArray w, NDArray b) {
        return h.getNDArrayInternal().linear(h, w, b).singletonOrThrow();
    }

    /** A backward pass for each of the first {@code examples}; their squared norms. */
    double[] loop(int examples) {
        double[] squared = new double[examples];
        for (int i = 0; i < examples; i++) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                    collector.zeroGradients();
                    NDArray h = x.get(i + ":" + (i + 1));
                    for (int l = 0; l < weights.size(); l += 2) {
                        h = linear(h, weights.get(l), weights.get(l + 1));
                        h = l + 2 < weights.size() ? h.getNDArrayInternal().relu() : h;
                    }
                    collector.backward(TorchStep.crossEntropy(h, oneHot.get(i + ":" + (i + 1))));
                }
                for (NDArray w : weights) {
                    squared[i] += w.getGradient().square().sum().getFloat();
                }
            }
        }
        return squared;
    }

    /** Backward by hand for the whole batch, then all gradients formed, some examples at a time; their squared norms. */
    float[] batched() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            List<NDArray> inputs = new ArrayList<>(List.of(x));
            for (int l = 0; l < weights.size(); l += 2) {
                NDArray h = linear(inputs.get(l / 2), weights.get(l), weights.get(l + 1));
                inputs.add(l + 2 < weights.size() ? h.getNDArrayInternal().relu() : h);
            }
            NDArray delta = inputs.get(3).softmax(-1).sub(oneHot);
            NDArray squared = manager.zeros(new Shape(x.getShape().get(0)));
            for (int l = weights.size() - 2; l >= 0; l -= 2) {
                NDArray input = inputs.get(l / 2);
                squared = squared.add(formed(delta, input)).add(delta.square().sum(new int[] {1}));
                if (l > 0) {
                    delta = delta.matMul(weights.get(l)).mul(input.gt(0).toType(DataType.FLOAT32, false));
                }
            }
            return squared.toFloatArray();
        }
    }

    private NDArray formed(NDArray delta, NDArray input) {
        NDArray all = null;
        for (long from = 0; from < x.getShape().get(0); from += CHUNK) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                String rows = from + ":" + (from + CHUNK);
                NDArray left = delta.get(rows).expandDims(2);
                NDArray right = input.get(rows).expandDims(1);
                NDArray part = left.matMul(right).square().sum(new int[] {1, 2});
                NDArray joined = all == null ? part : all.concat(part);
                NDScope.unregister(joined);
                all = joined;
            }
        }
        return all;
    }

    @Override
    public void close() {
        manager.close();
    }
}
