package dev.lethe.torch;

import ai.djl.ndarray.NDArray;

/**
 * The losses composed from libtorch's primitives, by their formulas: z of (n, k) are the outputs, t of (n, k) the weight
 * of each class, and the result is (n).
 */
final class TorchLosses {
    /** A loss as a function of outputs and target rows. */
    @FunctionalInterface
    interface Formula {
        NDArray of(NDArray z, NDArray t);
    }

    private TorchLosses() {}

    static Formula crossEntropy(float smoothing) {
        return (z, t) -> {
            NDArray smooth = t.mul(1 - smoothing).add(smoothing / classes(z));
            return rows(smooth.mul(z.logSoftmax(-1))).neg();
        };
    }

    /** (1 - p^q) / q of each class. */
    static Formula generalizedCrossEntropy(float q) {
        return (z, t) -> rows(t.mul(z.softmax(-1).pow(q).neg().add(1).div(q)));
    }

    static Formula meanAbsoluteError() {
        return (z, t) -> rows(t.mul(z.softmax(-1).mul(-2).add(2)));
    }

    static Formula robustLog(float a) {
        return (z, t) -> {
            NDArray logs = z.softmax(-1).add(a).log();
            NDArray others = logs.sum(new int[] {-1}, true).sub(logs).div(classes(z) - 1);
            return rows(t.mul(others.sub(logs).add((float) Math.log((a + 1) / a))));
        };
    }

    static Formula brier() {
        return (z, t) -> rows(z.softmax(-1).sub(t).square());
    }

    static Formula squared() {
        return (z, t) -> rows(z.sub(t).square()).div(classes(z));
    }

    static Formula binaryCrossEntropy() {
        return (z, t) -> rows(z.getNDArrayInternal().softPlus().sub(t.mul(z))).div(classes(z));
    }

    /** {@code memory} of (n, k) are the rows of the batch's examples before the step. */
    static NDArray earlyLearning(NDArray z, NDArray t, NDArray memory, float lambda, float beta) {
        NDArray c = z.softmax(-1).clip(1e-4f, 1 - 1e-4f);
        NDArray inner = rows(earlyLearningMemory(z, memory, beta).mul(c));
        return crossEntropy(0).of(z, t).add(inner.neg().add(1).log().mul(lambda));
    }

    /** The rows after the step; no gradient flows through them. */
    static NDArray earlyLearningMemory(NDArray z, NDArray memory, float beta) {
        NDArray c = z.softmax(-1).clip(1e-4f, 1 - 1e-4f).stopGradient();
        return memory.mul(beta).add(c.div(c.sum(new int[] {-1}, true)).mul(1 - beta));
    }

    static NDArray rows(NDArray x) {
        return x.sum(new int[] {-1});
    }

    private static int classes(NDArray z) {
        return (int) z.getShape().get(1);
    }
}
