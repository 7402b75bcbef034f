package dev.lethe.loss;

import dev.lethe.DType;
import dev.lethe.Tensor;

/**
 * What the outputs of the n examples of a batch should be. Exactly one of {@code hard} and {@code soft} is there.
 *
 * @param hard I32 (n): class of each example, or null
 * @param second I32 (n): the other class of a mixed pair (mixup), or null
 * @param mix F32 (n): the weight of {@code hard} in [0, 1] beside {@code second}, or null
 * @param soft F32 (n, k): a weight for each class, or a target value for each output; or null
 * @param index I32 (n): row of each example in the tables kept per training example; null if no table is used
 * @param weights F32 (n): factor of each example's loss and gradient; null for 1
 */
public record Targets(Tensor hard, Tensor second, Tensor mix, Tensor soft, Tensor index, Tensor weights) {
    public Targets {
        if ((hard == null) == (soft == null) || (second == null) != (mix == null) || (second != null && hard == null)) {
            throw new IllegalArgumentException("targets are classes, or pairs of classes with a mixing weight, or rows:"
                    + " hard " + hard + ", second " + second + ", mix " + mix + ", soft " + soft);
        }
        int n = hard != null ? hard.count() : soft.rows();
        require("hard", hard, DType.I32, n);
        require("second", second, DType.I32, n);
        require("mix", mix, DType.F32, n);
        require("index", index, DType.I32, n);
        require("weights", weights, DType.F32, n);
    }

    private static void require(String name, Tensor t, DType type, int n) {
        if (t != null && (t.type() != type || t.size() != n)) {
            throw new IllegalArgumentException("targets of " + n + " examples: " + name + " is " + t);
        }
    }

    /** One class for each example. */
    public static Targets hard(Tensor labels) {
        return new Targets(labels, null, null, null, null, null);
    }

    /** {@code mix} of {@code first} and 1 - {@code mix} of {@code second}, as mixup and CutMix make them. */
    public static Targets mixed(Tensor first, Tensor second, Tensor mix) {
        return new Targets(first, second, mix, null, null, null);
    }

    /** A row for each example. */
    public static Targets soft(Tensor rows) {
        return new Targets(null, null, null, rows, null, null);
    }

    public Targets withIndex(Tensor rows) {
        return new Targets(hard, second, mix, soft, rows, weights);
    }

    public Targets withWeights(Tensor factors) {
        return new Targets(hard, second, mix, soft, index, factors);
    }

    /** Number of examples. */
    public int count() {
        return hard != null ? hard.count() : soft.rows();
    }
}
