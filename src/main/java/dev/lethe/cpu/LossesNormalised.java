package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.cpu.LossFrame.Link;

/**
 * Bodies of the kernels in {@code kernels/losses_normalised.cu}: losses divided by their sum over all classes as labels;
 * the arguments they share are those of {@link LossFrame}.
 */
public final class LossesNormalised {
    private LossesNormalised() {}

    /**
     * active h_y / sum of h_j + passive (1 - p_y), where h = - (1 - p)^gamma ln p; (..., f gamma, f active, f passive).
     */
    public static void normalised(Args a) {
        float gamma = a.f32(LossFrame.OWN);
        float active = a.f32(LossFrame.OWN + 1);
        float passive = a.f32(LossFrame.OWN + 2);
        LossFrame.run(a, Link.SOFTMAX, r -> normalised(r, gamma, active, passive));
    }

    private static float normalised(LossRow r, float gamma, float active, float passive) {
        float[] h = r.first;
        float[] w = r.second;
        focal(r, gamma, h, w);
        float share = 1 / r.lanes.sum(h, 0, r.k);
        float own = (r.single ? h[r.y] : r.lanes.dot(h, 0, r.t, r.to, r.k)) * share;
        float missing = missing(r);
        if (r.gradient) {
            float factor = active * share;
            for (int j = 0; j < r.k; j++) {
                float t = r.t[r.to + j];
                h[j] = Math.fma(factor * w[j], own - t, -passive * t * r.p(j));
            }
            r.fromLogGradient(h);
        }
        return Math.fma(active, own, passive * missing);
    }

    /** h of every class, and w: less its derivative by ln p. */
    private static void focal(LossRow r, float gamma, float[] h, float[] w) {
        int k = r.k;
        if (gamma == 0) {
            for (int j = 0; j < k; j++) {
                h[j] = -r.logP(j);
                w[j] = 1;
            }
            return;
        }
        for (int j = 0; j < k; j++) {
            h[j] = LossesOfLabel.complement(r.logP(j), r.p(j));
        }
        r.lanes.log(h, 0, w, 0, k);
        r.lanes.scaleShift(w, 0, gamma, 0, w, 0, k);
        r.lanes.exp(w, 0, w, 0, k);
        for (int j = 0; j < k; j++) {
            float s = r.logP(j);
            float u = h[j];
            float power = w[j];
            h[j] = -s * power;
            w[j] = LossesOfLabel.focalWeight(s, r.p(j), u, power, gamma);
        }
    }

    /** Sum of t_j (1 - p_j). */
    private static float missing(LossRow r) {
        if (r.single) {
            return LossesOfLabel.complement(r.logP(r.y), r.p(r.y));
        }
        float sum = 0;
        for (int j = 0; j < r.k; j++) {
            sum = Math.fma(r.t[r.to + j], LossesOfLabel.complement(r.logP(j), r.p(j)), sum);
        }
        return sum;
    }
}
