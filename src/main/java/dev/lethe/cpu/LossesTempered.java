package dev.lethe.cpu;

import dev.lethe.Args;

/**
 * Body of the kernel in {@code kernels/losses_tempered.cu}: a loss whose probabilities are a tempered softmax (Amid et
 * al., 2019). The arguments that losses share are those of {@link LossFrame}.
 */
public final class LossesTempered {
    /** Newton steps for the normalisation; no rows of floats were found that need more. */
    private static final int STEPS = 6;

    private LossesTempered() {}

    /**
     * Sum over classes y of t_y (- log_t1 p_y - (1 - sum of p_j^(2 - t1)) / (2 - t1)), p the tempered softmax with t2;
     * (..., f below, f above), below = 1 - t1 and above = t2 - 1.
     */
    public static void biTempered(Args a) {
        float below = a.f32(LossFrame.OWN);
        float above = a.f32(LossFrame.OWN + 1);
        LossFrame.run(a, r -> softmax(r, above), r -> {
            float[] logs = r.second;
            r.lanes.scaleShift(logs, 0, 1, -r.logSum, logs, 0, r.k);
            float mass = r.mass();
            float loss = mass * (powers(r, 1 + below, r.first) - 1) / (1 + below) - label(r, below);
            if (r.gradient) {
                gradient(r, mass, below, above);
            }
            return loss;
        });
    }

    /**
     * The tempered softmax, its logarithms before normalisation in {@code second}: p_j is (1 + above (lambda - a_j)) to
     * the power of -1 / above with a = z - max, and lambda such that their sum is 1.
     *
     * <p>For a sum s of such terms, s^-above is concave and of degree 1 in the terms' bases: Newton steps on it come from
     * below, without damping, and one is exact where all outputs are equal.
     */
    private static void softmax(LossRow r, float above) {
        r.max = r.lanes.max(r.z, r.zo, r.k);
        float lambda = 0;
        for (int step = 0; above > 0 && step < STEPS; step++) {
            float sum = terms(r, above, lambda);
            for (int j = 0; j < r.k; j++) {
                r.first[j] = r.e[r.eo + j] / (1 + above * (lambda - (r.z[r.zo + j] - r.max)));
            }
            float slope = above * r.lanes.sum(r.first, 0, r.k);
            lambda += sum * Losses.expm1(above * Scalar.log(sum)) / slope;
        }
        float sum = terms(r, above, lambda);
        r.inverse = 1 / sum;
        r.logSum = Scalar.log(sum);
    }

    /** Makes e the terms, and second their logarithms; returns their sum. */
    private static float terms(LossRow r, float above, float lambda) {
        float[] logs = r.second;
        if (above == 0) {
            r.lanes.scaleShift(r.z, r.zo, 1, -r.max, logs, 0, r.k);
        } else {
            float[] base = r.first;
            for (int j = 0; j < r.k; j++) {
                base[j] = 1 + above * (lambda - (r.z[r.zo + j] - r.max));
            }
            r.lanes.log(base, 0, logs, 0, r.k);
            for (int j = 0; j < r.k; j++) {
                // What rounding took from the base comes back to first order.
                float x = above * (lambda - (r.z[r.zo + j] - r.max));
                logs[j] = -(logs[j] + (x - (base[j] - 1)) / base[j]) / above;
            }
        }
        return r.lanes.expSum(logs, 0, 0, r.e, r.eo, r.k);
    }

    /** Makes {@code out} the probabilities to some power; returns their sum. */
    private static float powers(LossRow r, float exponent, float[] out) {
        r.lanes.scaleShift(r.second, 0, exponent, 0, out, 0, r.k);
        return r.lanes.expSum(out, 0, 0, out, 0, r.k);
    }

    /** Sum of t_y log_t1 p_y. */
    private static float label(LossRow r, float below) {
        if (r.single) {
            return tempered(r.second[r.y], below);
        }
        float sum = 0;
        for (int j = 0; j < r.k; j++) {
            float t = r.t[r.to + j];
            if (t != 0) {
                sum = Math.fma(t, tempered(r.second[j], below), sum);
            }
        }
        return sum;
    }

    /** (p^below - 1) / below, given ln p. */
    private static float tempered(float log, float below) {
        return below == 0 ? log : Losses.expm1(below * log) / below;
    }

    /** d - q sum of d, with d_j = (mass p_j - t_j) p_j^(t2 - t1) and q the shares of p_j^t2. */
    private static void gradient(LossRow r, float mass, float below, float above) {
        float[] d = r.first;
        powers(r, below + above, d);
        for (int j = 0; j < r.k; j++) {
            d[j] *= Math.fma(mass, r.e[r.eo + j] * r.inverse, -r.t[r.to + j]);
        }
        float all = r.lanes.sum(d, 0, r.k);
        float shares = powers(r, 1 + above, r.second);
        r.lanes.axpby(-all / shares * r.scale, r.second, 0, 0, r.e, r.eo, r.k);
        r.lanes.axpby(r.scale, d, 0, 1, r.e, r.eo, r.k);
    }
}
