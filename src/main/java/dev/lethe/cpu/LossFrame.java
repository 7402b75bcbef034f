package dev.lethe.cpu;

import dev.lethe.Args;
import java.util.function.Consumer;

/**
 * What the kernels of {@code kernels/losses*.cu} have in common: they go over the examples of a batch and write the loss
 * of each, its gradient if that is wanted, and what is tracked.
 *
 * <p>All begin with the same arguments, {@code (c z, c hard, c second, c mix, c soft, c weights, p losses, p values,
 * p prediction, p dz, i n, i k)}; those of the loss itself follow. z is (n, k); hard and second are classes, mix the
 * weight of hard beside second, soft is (n, k), weights and losses are (n), values is (n, 4), prediction is (n), dz is
 * (n, k). Of hard and soft one is null; second and mix, weights, values and prediction, and dz may be null. The loss of
 * an example is multiplied by its weight, and dz is the gradient of the mean of the n losses.
 */
final class LossFrame {
    static final int Z = 0;
    static final int HARD = 1;
    static final int SECOND = 2;
    static final int MIX = 3;
    static final int SOFT = 4;
    static final int WEIGHTS = 5;
    static final int LOSSES = 6;
    static final int VALUES = 7;
    static final int PREDICTION = 8;
    static final int DZ = 9;
    static final int N = 10;
    static final int K = 11;
    /** First of a loss's own arguments. */
    static final int OWN = 12;

    private LossFrame() {}

    /** What the probabilities are. */
    enum Link {
        /** Softmax of the outputs. */
        SOFTMAX,
        /** Logistic function of each output. */
        SIGMOID,
        /** None: the outputs are values. */
        NONE,
        /** As the loss itself says; their sum is 1. */
        OWN
    }

    /** The loss of the example that a row stands at, before its weight; leaves the gradient in {@code r.e}. */
    interface Body {
        float loss(LossRow r);
    }

    /** A loss that is a function of the log-probability s of the label alone. */
    interface OfLabel {
        float value(float s, float p);

        /** w in the gradient by the outputs, w (p - e_y): less the derivative of {@link #value} by s. */
        float weight(float s, float p);
    }

    static void run(Args a, Link link, Body body) {
        run(a, link, r -> prepare(r, link), body);
    }

    /** As {@link #run(Args, Link, Body)}, of a loss whose probabilities {@code own} makes in the place of the softmax. */
    static void run(Args a, Consumer<LossRow> own, Body body) {
        run(a, Link.OWN, own, body);
    }

    private static void run(Args a, Link link, Consumer<LossRow> probabilities, Body body) {
        int n = a.i32(N);
        int k = a.i32(K);
        requireBelow("label", a, HARD, n, k);
        requireBelow("second label", a, SECOND, n, k);
        float[] losses = a.floats(LOSSES);
        int lossesBase = a.at(LOSSES);
        a.workers().range(n, Rows.grain(k), (from, to) -> {
            LossRow r = new LossRow(a);
            LossTracking tracking = new LossTracking(a, link);
            for (int i = from; i < to; i++) {
                if ((i - from) % LossRow.BLOCK == 0) {
                    r.ahead(i, Math.min(to, i + LossRow.BLOCK), link == Link.SOFTMAX);
                }
                r.enter(i);
                probabilities.accept(r);
                tracking.before(r);
                float loss = body.loss(r);
                losses[lossesBase + i] = loss * r.weight;
                tracking.after(r, loss);
                r.leave();
            }
        });
    }

    /** As {@link #run}; for targets that are no single class, the sum over classes of target times loss. */
    static void ofLabel(Args a, OfLabel f) {
        run(a, Link.SOFTMAX, r -> r.single ? single(r, f) : sum(r, f));
    }

    private static float single(LossRow r, OfLabel f) {
        float s = r.logP(r.y);
        float p = r.p(r.y);
        if (r.gradient) {
            float w = f.weight(s, p) * r.scale;
            r.times(w * r.inverse);
            r.e[r.eo + r.y] -= w;
        }
        return f.value(s, p);
    }

    private static float sum(LossRow r, OfLabel f) {
        float[] v = r.first;
        float loss = 0;
        for (int j = 0; j < r.k; j++) {
            float t = r.t[r.to + j];
            v[j] = 0;
            if (t != 0) {
                float s = r.logP(j);
                float p = r.p(j);
                loss = Math.fma(t, f.value(s, p), loss);
                v[j] = -t * f.weight(s, p);
            }
        }
        if (r.gradient) {
            r.fromLogGradient(v);
        }
        return loss;
    }

    private static void prepare(LossRow r, Link link) {
        switch (link) {
            case SOFTMAX:
                r.softmax();
                break;
            case SIGMOID:
                r.lanes.sigmoid(r.z, r.zo, r.e, r.eo, r.k);
                r.inverse = 1;
                break;
            default:
                System.arraycopy(r.z, r.zo, r.e, r.eo, r.k);
                r.inverse = 1;
        }
    }

    /**
     * Checks the integers of argument {@code i}, if it is there.
     *
     * @throws IllegalArgumentException naming the first that is not within 0..bound-1
     */
    static void requireBelow(String what, Args a, int i, int n, int bound) {
        int[] values = a.ints(i);
        int base = a.at(i);
        for (int j = 0; values != null && j < n; j++) {
            int v = values[base + j];
            if (v < 0 || v >= bound) {
                throw new IllegalArgumentException(
                        what + " " + v + " at position " + j + " of the batch: 0 to " + (bound - 1) + " is expected");
            }
        }
    }
}
