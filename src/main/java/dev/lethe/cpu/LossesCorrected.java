package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.cpu.LossFrame.Link;

/**
 * Bodies of the kernels in {@code kernels/losses_corrected.cu}: cross-entropies whose targets or probabilities are first
 * put right, by what is known of the label noise or by the prediction. The arguments they share are those of
 * {@link LossFrame}.
 */
public final class LossesCorrected {
    private LossesCorrected() {}

    /**
     * - ln of the probability of the given label, the sum over classes i of p_i T_iy; (..., c matrix). The matrix is
     * (k, k), row y holds T_iy.
     */
    public static void forward(Args a) {
        float[] matrix = a.floats(LossFrame.OWN);
        int base = a.at(LossFrame.OWN);
        LossFrame.run(a, Link.SOFTMAX, r -> {
            if (r.gradient) {
                r.times(r.mass() * r.scale * r.inverse);
            }
            if (r.single) {
                return forward(r, r.y, matrix, base);
            }
            float loss = 0;
            for (int y = 0; y < r.k; y++) {
                float t = r.t[r.to + y];
                if (t != 0) {
                    loss = Math.fma(t, forward(r, y, matrix, base), loss);
                }
            }
            return loss;
        });
    }

    /** The loss of label y; takes from the gradient what each class has in the probability of that label. */
    private static float forward(LossRow r, int y, float[] matrix, int base) {
        int row = base + y * r.k;
        float[] part = r.first;
        for (int i = 0; i < r.k; i++) {
            part[i] = matrix[row + i] > 0 ? r.z[r.zo + i] : Float.NEGATIVE_INFINITY;
        }
        // Less the largest output that counts, so that the sum is not 0 where all its probabilities are.
        float top = r.lanes.max(part, 0, r.k);
        r.lanes.expSum(part, 0, top, part, 0, r.k);
        r.lanes.multiply(part, 0, matrix, row, 0, part, 0, r.k);
        float sum = r.lanes.sum(part, 0, r.k);
        if (r.gradient) {
            r.lanes.axpby(-r.t[r.to + y] * r.scale / sum, part, 0, 1, r.e, r.eo, r.k);
        }
        return r.logSum - (top - r.max + Scalar.log(sum));
    }

    /**
     * Sum over classes j of R_yj (- ln p_j), R the inverse of the transition matrix; (..., c matrix). The matrix is R,
     * (k, k).
     */
    public static void backward(Args a) {
        float[] matrix = a.floats(LossFrame.OWN);
        int base = a.at(LossFrame.OWN);
        LossFrame.run(a, Link.SOFTMAX, r -> {
            if (r.single) {
                return withTargets(r, matrix, base + r.y * r.k);
            }
            r.lanes.fill(0, r.first, 0, r.k);
            for (int y = 0; y < r.k; y++) {
                float t = r.t[r.to + y];
                if (t != 0) {
                    r.lanes.axpby(t, matrix, base + y * r.k, 1, r.first, 0, r.k);
                }
            }
            return withTargets(r, r.first, 0);
        });
    }

    /** - sum of c_j ln p_j, and its gradient. */
    private static float withTargets(LossRow r, float[] c, int co) {
        float mass = r.lanes.sum(c, co, r.k);
        float loss = mass * r.logSum - r.lanes.dotDeviations(r.z, r.zo, r.max, c, co, r.k);
        if (r.gradient) {
            r.lanes.axpby(-r.scale, c, co, mass * r.scale * r.inverse, r.e, r.eo, r.k);
        }
        return loss;
    }

    /** - sum of (beta t_j + (1 - beta) p_j) ln p_j, differentiated through both p; (..., f beta). */
    public static void bootstrapSoft(Args a) {
        float beta = a.f32(LossFrame.OWN);
        LossFrame.run(a, Link.SOFTMAX, r -> {
            float mass = r.mass();
            float inner = r.lanes.dotDeviations(r.z, r.zo, r.max, r.e, r.eo, r.k) * r.inverse;
            float loss = beta * r.crossEntropy(mass) + (1 - beta) * (r.logSum - inner);
            if (r.gradient) {
                float unit = r.scale * r.inverse;
                float[] part = r.first;
                r.lanes.scaleShift(r.z, r.zo, 1, -r.max, part, 0, r.k);
                r.lanes.multiply(r.e, r.eo, part, 0, 0, part, 0, r.k);
                float all = unit * (beta * mass + (1 - beta) * inner);
                r.lanes.axpby(-unit * (1 - beta), part, 0, all, r.e, r.eo, r.k);
                takeTargets(r, beta * r.scale);
            }
            return loss;
        });
    }

    /** - sum of (beta t_j + (1 - beta) b_j) ln p_j, b a 1 for the class of the largest output; (..., f beta). */
    public static void bootstrapHard(Args a) {
        float beta = a.f32(LossFrame.OWN);
        LossFrame.run(a, Link.SOFTMAX, r -> {
            float mass = r.mass();
            int best = LossTracking.largest(r.z, r.zo, r.k);
            float loss = beta * r.crossEntropy(mass) - (1 - beta) * r.logP(best);
            if (r.gradient) {
                r.times(r.scale * r.inverse * (beta * mass + (1 - beta)));
                takeTargets(r, beta * r.scale);
                r.e[r.eo + best] -= (1 - beta) * r.scale;
            }
            return loss;
        });
    }

    /** Takes {@code factor} times the targets from the gradient. */
    static void takeTargets(LossRow r, float factor) {
        if (r.single) {
            r.e[r.eo + r.y] -= factor;
        } else {
            r.lanes.axpby(-factor, r.t, r.to, 1, r.e, r.eo, r.k);
        }
    }
}
