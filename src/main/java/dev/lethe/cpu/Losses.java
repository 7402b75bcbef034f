package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.cpu.LossFrame.Link;

/** Bodies of the kernels in {@code kernels/losses.cu}; the arguments they share are those of {@link LossFrame}. */
public final class Losses {
    private Losses() {}

    /**
     * dx = n g dz + beta dx, with g a factor for each row: the gradient for other cotangents than the mean's; (c dz, c g,
     * p dx, f beta, i n, i k).
     */
    public static void scale(Args a) {
        float[] dz = a.floats(0);
        float[] g = a.floats(1);
        float[] dx = a.floats(2);
        float beta = a.f32(3);
        int n = a.i32(4);
        int k = a.i32(5);
        int dzo = a.at(0);
        int go = a.at(1);
        int dxo = a.at(2);
        Lanes lanes = Lanes.get();
        a.workers().range(n, Rows.grain(k), (from, to) -> {
            for (int i = from; i < to; i++) {
                lanes.axpby(g[go + i] * n, dz, dzo + i * k, beta, dx, dxo + i * k, k);
            }
        });
    }

    /** - sum of t_j log p_j, t = (1 - smoothing) target + smoothing / k; (..., f smoothing). */
    public static void crossEntropy(Args a) {
        float smoothing = a.f32(LossFrame.OWN);
        LossFrame.run(a, Link.SOFTMAX, r -> crossEntropy(r, smoothing));
    }

    private static float crossEntropy(LossRow r, float smoothing) {
        float keep = 1 - smoothing;
        float mass = r.mass();
        float loss = r.crossEntropy(mass);
        if (smoothing != 0) {
            r.lanes.scaleShift(r.z, r.zo, 1, -r.max, r.first, 0, r.k);
            float even = r.logSum - r.lanes.sum(r.first, 0, r.k) / r.k;
            loss = keep * loss + smoothing * even;
        }
        if (r.gradient) {
            float all = (keep * mass + smoothing) * r.scale * r.inverse;
            r.lanes.scaleShift(r.e, r.eo, all, -smoothing / r.k * r.scale, r.e, r.eo, r.k);
            if (r.single) {
                r.e[r.eo + r.y] -= keep * r.scale;
            } else {
                r.lanes.axpby(-keep * r.scale, r.t, r.to, 1, r.e, r.eo, r.k);
            }
        }
        return loss;
    }

    /** (1 - p^q) / q; (..., f q). */
    public static void generalizedCrossEntropy(Args a) {
        float q = a.f32(LossFrame.OWN);
        LossFrame.ofLabel(a, new LossFrame.OfLabel() {
            @Override
            public float value(float s, float p) {
                return -expm1(q * s) / q;
            }

            @Override
            public float weight(float s, float p) {
                return Scalar.exp(q * s);
            }
        });
    }

    /** 2 - 2 p; no arguments of its own. */
    public static void meanAbsoluteError(Args a) {
        LossFrame.ofLabel(a, new LossFrame.OfLabel() {
            @Override
            public float value(float s, float p) {
                return 2 - 2 * p;
            }

            @Override
            public float weight(float s, float p) {
                return 2 * p;
            }
        });
    }

    /** Sum of (p_j - t_j)^2; no arguments of its own. */
    public static void brierScore(Args a) {
        LossFrame.run(a, Link.SOFTMAX, r -> {
            float[] d = r.first;
            r.difference(d);
            float loss = r.lanes.dot(d, 0, d, 0, r.k);
            if (r.gradient) {
                r.lanes.multiply(r.e, r.eo, d, 0, 0, d, 0, r.k);
                r.lanes.axpby(2 * r.inverse, d, 0, 0, d, 0, r.k);
                r.fromLogGradient(d);
            }
            return loss;
        });
    }

    /**
     * ln((a+1)/a) - ln(a + p_y) + the mean over the other classes of ln(a + p_j); (..., f alpha, f offset) with offset
     * = ln((a+1)/a).
     */
    public static void robustLog(Args a) {
        float alpha = a.f32(LossFrame.OWN);
        float offset = a.f32(LossFrame.OWN + 1);
        LossFrame.run(a, Link.SOFTMAX, r -> robustLog(r, alpha, offset));
    }

    private static float robustLog(LossRow r, float alpha, float offset) {
        float mass = r.mass();
        float others = 1f / (r.k - 1);
        float own = r.k * others;
        float[] v = r.first;
        float[] logs = r.second;
        r.lanes.scaleShift(r.e, r.eo, r.inverse, alpha, v, 0, r.k);
        r.lanes.log(v, 0, logs, 0, r.k);
        // Class j counts mass others - own t_j: +1/(k-1) for each unit of the other targets, -1 for its own.
        float loss = mass * (offset + others * r.lanes.sum(logs, 0, r.k)) - own * r.lanes.dot(logs, 0, r.t, r.to, r.k);
        if (r.gradient) {
            for (int j = 0; j < r.k; j++) {
                float s = Math.fma(-own, r.t[r.to + j], mass * others);
                v[j] = s * (r.e[r.eo + j] * r.inverse) / v[j];
            }
            r.fromLogGradient(v);
        }
        return loss;
    }

    /** e^x - 1, accurate near 0. */
    static float expm1(float x) {
        if (Math.abs(x) > 0.34f) {
            return Scalar.exp(x) - 1;
        }
        float p = Math.fma(Scalar.E0, x, Scalar.E1);
        p = Math.fma(p, x, Scalar.E2);
        p = Math.fma(p, x, Scalar.E3);
        p = Math.fma(p, x, Scalar.E4);
        p = Math.fma(p, x, Scalar.E5);
        return Math.fma(p, x * x, x);
    }
}
