package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.ClockState;
import dev.lethe.cpu.LossFrame.Link;

/** Bodies of those kernels in {@code kernels/losses_memory.cu} that keep a row for each training example. */
public final class LossesWithMemory {
    /** Probabilities are kept this far from 0 and 1, as the authors' code does. */
    private static final float CLIP = 1e-4f;

    private LossesWithMemory() {}

    /**
     * Cross-entropy + lambda ln(1 - sum of m_j c_j), with c the clipped probabilities and m the example's row of the
     * table, which first becomes beta m + (1 - beta) c / sum of c if update is not 0 and the example's weight is not 0;
     * (..., p table, c index, i rows, i update, f lambda, f beta). The table is (rows, k), index is (n).
     */
    public static void earlyLearning(Args a) {
        float[] table = a.floats(LossFrame.OWN);
        int base = a.at(LossFrame.OWN);
        int[] index = a.ints(LossFrame.OWN + 1);
        int indexBase = a.at(LossFrame.OWN + 1);
        int rows = a.i32(LossFrame.OWN + 2);
        boolean update = a.i32(LossFrame.OWN + 3) != 0;
        float lambda = a.f32(LossFrame.OWN + 4);
        float beta = a.f32(LossFrame.OWN + 5);
        LossFrame.requireBelow("index", a, LossFrame.OWN + 1, a.i32(LossFrame.N), rows);
        LossFrame.run(a, Link.SOFTMAX, r -> {
            int m = base + index[indexBase + r.example] * r.k;
            float[] c = r.first;
            float sum = r.lanes.clipSum(r.e, r.eo, r.inverse, CLIP, 1 - CLIP, c, 0, r.k);
            // An example of weight 0 may be padding that repeats another.
            if (update && r.weight != 0) {
                r.lanes.axpby((1 - beta) / sum, c, 0, beta, table, m, r.k);
            }
            float left = 1 - r.lanes.dot(c, 0, table, m, r.k);
            float mass = r.mass();
            float loss = Math.fma(lambda, Scalar.log(left), r.crossEntropy(mass));
            if (r.gradient) {
                float pull = lambda / left;
                // Where the clip holds, c does not depend on p.
                float own = r.lanes.withinSum(r.e, r.eo, r.inverse, CLIP, 1 - CLIP, table, m, c, 0, r.k);
                float all = Math.fma(pull, own, mass) * r.scale * r.inverse;
                r.lanes.axpby(-pull * r.scale, c, 0, all, r.e, r.eo, r.k);
                LossesCorrected.takeTargets(r, r.scale);
            }
            return loss;
        });
    }

    /**
     * Cross-entropy + rho weight |p - m / sum of m|^2, without the second term where m is 0; m is the example's row of
     * the table, which afterwards becomes alpha m + (1 - alpha) p under the conditions of {@link #earlyLearning}; (...,
     * p table, c index, i rows, i update, f alpha, f weight, i ramp, c clock). rho is exp(-5 (1 - min(epoch, ramp) /
     * ramp)^2), 1 without a clock; clock is the state of one.
     */
    public static void temporalEnsembling(Args a) {
        float alpha = a.f32(LossFrame.OWN + 4);
        float left = 1 - ramped(a, 0);
        float weight = a.f32(LossFrame.OWN + 5) * Scalar.exp(-5 * left * left);
        withAverages(a, (r, table, m, whole) -> {
            float pull = whole > 0 ? weight : 0;
            float[] d = r.first;
            r.lanes.scaleShift(table, m, whole, 0, d, 0, r.k);
            r.lanes.axpby(1, r.e, r.eo, -1, d, 0, r.k);
            float loss = Math.fma(pull, r.lanes.dot(d, 0, d, 0, r.k), r.crossEntropy(r.mass()));
            float[] v = r.second;
            r.lanes.multiply(r.e, r.eo, d, 0, 0, v, 0, r.k);
            r.lanes.axpby(-1, r.t, r.to, 2 * pull, v, 0, r.k);
            remember(a, r, table, m, alpha);
            if (r.gradient) {
                r.fromLogGradient(v);
            }
            return loss;
        });
    }

    /**
     * Cross-entropy to (1 - s) t + s m / sum of m, with s = share min(epoch + 1, ramp) / ramp, 0 where m is 0 and share
     * without a clock; m and the arguments are those of {@link #temporalEnsembling}: (..., p table, c index, i rows,
     * i update, f alpha, f share, i ramp, c clock).
     */
    public static void selfDistillation(Args a) {
        float alpha = a.f32(LossFrame.OWN + 4);
        float most = a.f32(LossFrame.OWN + 5) * ramped(a, 1);
        withAverages(a, (r, table, m, whole) -> {
            float share = whole > 0 ? most : 0;
            float[] own = r.first;
            r.lanes.scaleShift(table, m, share * whole, 0, own, 0, r.k);
            float mass = r.mass();
            float told = r.logSum * share - r.lanes.dotDeviations(r.z, r.zo, r.max, own, 0, r.k);
            float loss = Math.fma(1 - share, r.crossEntropy(mass), told);
            remember(a, r, table, m, alpha);
            if (r.gradient) {
                float all = Math.fma(1 - share, mass, share);
                r.lanes.axpby(-r.scale, own, 0, all * r.scale, r.e, r.eo, r.k);
                LossesCorrected.takeTargets(r, (1 - share) * r.scale);
            }
            return loss;
        });
    }

    /** The loss of an example whose row of the table begins at {@code m}; {@code whole} is 1 / its sum, or 0. */
    private interface WithAverage {
        float loss(LossRow r, float[] table, int m, float whole);
    }

    private static void withAverages(Args a, WithAverage body) {
        float[] table = a.floats(LossFrame.OWN);
        int base = a.at(LossFrame.OWN);
        int[] index = a.ints(LossFrame.OWN + 1);
        int indexBase = a.at(LossFrame.OWN + 1);
        LossFrame.requireBelow("index", a, LossFrame.OWN + 1, a.i32(LossFrame.N), a.i32(LossFrame.OWN + 2));
        LossFrame.run(a, Link.SOFTMAX, r -> {
            int m = base + index[indexBase + r.example] * r.k;
            float sum = r.lanes.sum(table, m, r.k);
            r.normalise();
            return body.loss(r, table, m, sum > 0 ? 1 / sum : 0);
        });
    }

    /** m = alpha m + (1 - alpha) p, unless the example has weight 0: it may be padding that repeats another. */
    private static void remember(Args a, LossRow r, float[] table, int m, float alpha) {
        if (a.i32(LossFrame.OWN + 3) != 0 && r.weight != 0) {
            r.lanes.axpby(1 - alpha, r.e, r.eo, alpha, table, m, r.k);
        }
    }

    /** The part of the ramp that is over once {@code more} epochs are done beside those of the clock; 1 without one. */
    private static float ramped(Args a, int more) {
        int ramp = a.i32(LossFrame.OWN + 6);
        int[] clock = a.ints(LossFrame.OWN + 7);
        if (clock == null || ramp == 0) {
            return 1;
        }
        return Math.min(clock[a.at(LossFrame.OWN + 7) + ClockState.EPOCH] + more, ramp) / (float) ramp;
    }
}
