package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.ClockState;

/**
 * Bodies of the kernels in {@code kernels/losses_label.cu}: losses that are functions of the label's probability p alone;
 * the arguments they share are those of {@link LossFrame}.
 */
public final class LossesOfLabel {
    private LossesOfLabel() {}

    /** - alpha ln p + c (1 - p); (..., f alpha, f c). */
    public static void symmetricCrossEntropy(Args a) {
        float alpha = a.f32(LossFrame.OWN);
        float c = a.f32(LossFrame.OWN + 1);
        LossFrame.ofLabel(a, new LossFrame.OfLabel() {
            @Override
            public float value(float s, float p) {
                return Math.fma(-alpha, s, c * complement(s, p));
            }

            @Override
            public float weight(float s, float p) {
                return Math.fma(c, p, alpha);
            }
        });
    }

    /** Sum of (1 - p)^i / i for i from 1 to order; (..., i order). */
    public static void taylor(Args a) {
        int order = a.i32(LossFrame.OWN);
        LossFrame.ofLabel(a, new LossFrame.OfLabel() {
            @Override
            public float value(float s, float p) {
                float u = complement(s, p);
                float power = 1;
                float sum = 0;
                for (int i = 1; i <= order; i++) {
                    power *= u;
                    sum += power / i;
                }
                return sum;
            }

            @Override
            public float weight(float s, float p) {
                float u = complement(s, p);
                float sum = 1;
                for (int i = 1; i < order; i++) {
                    sum = Math.fma(sum, u, 1);
                }
                return p * sum;
            }
        });
    }

    /** - (1 - p)^gamma ln p; (..., f gamma). */
    public static void focal(Args a) {
        float gamma = a.f32(LossFrame.OWN);
        LossFrame.ofLabel(a, new LossFrame.OfLabel() {
            @Override
            public float value(float s, float p) {
                return gamma == 0 ? -s : -s * power(complement(s, p), gamma);
            }

            @Override
            public float weight(float s, float p) {
                if (gamma == 0) {
                    return 1;
                }
                float u = complement(s, p);
                return focalWeight(s, p, u, power(u, gamma), gamma);
            }
        });
    }

    /** Less the derivative of - u^gamma s by s, given u = 1 - p and u^gamma; finite where u is 0 for every gamma. */
    static float focalWeight(float s, float p, float u, float power, float gamma) {
        float ratio = u == 0 ? 1 : -s / u;
        return power * Math.fma(gamma * p, ratio, 1);
    }

    /** ((a + 1)^q - (a + p)^q) / q; (..., f a, f q). */
    public static void asymmetricGeneralized(Args args) {
        float a = args.f32(LossFrame.OWN);
        float q = args.f32(LossFrame.OWN + 1);
        LossFrame.ofLabel(args, new LossFrame.OfLabel() {
            @Override
            public float value(float s, float p) {
                return between(a + p, complement(s, p), q);
            }

            @Override
            public float weight(float s, float p) {
                return p * power(a + p, q - 1);
            }
        });
    }

    /** ((a - p)^q - (a - 1)^q) / q; (..., f rest, f q) with rest = a - 1. */
    public static void asymmetricUnhinged(Args a) {
        float rest = a.f32(LossFrame.OWN);
        float q = a.f32(LossFrame.OWN + 1);
        LossFrame.ofLabel(a, new LossFrame.OfLabel() {
            @Override
            public float value(float s, float p) {
                return between(rest, complement(s, p), q);
            }

            @Override
            public float weight(float s, float p) {
                return p * power(rest + complement(s, p), q - 1);
            }
        });
    }

    /**
     * (1 - max(p, k)^q) / q, and (1 - p^q) / q before epoch {@code start}; (..., f q, f logk, i start, c clock) with logk
     * = ln k and the state of the clock, which may be null: then the loss is truncated.
     */
    public static void truncatedGeneralized(Args a) {
        float q = a.f32(LossFrame.OWN);
        boolean early = !a.absent(LossFrame.OWN + 3)
                && a.ints(LossFrame.OWN + 3)[a.at(LossFrame.OWN + 3) + ClockState.EPOCH] < a.i32(LossFrame.OWN + 2);
        float least = early ? Float.NEGATIVE_INFINITY : a.f32(LossFrame.OWN + 1);
        LossFrame.ofLabel(a, new LossFrame.OfLabel() {
            @Override
            public float value(float s, float p) {
                return -Losses.expm1(q * Math.max(s, least)) / q;
            }

            @Override
            public float weight(float s, float p) {
                return s <= least ? 0 : Scalar.exp(q * s);
            }
        });
    }

    /** 1 - p, accurate also near p = 1. */
    static float complement(float s, float p) {
        return s < -0.34f ? 1 - p : -Losses.expm1(s);
    }

    /** x^q, x not negative. */
    private static float power(float x, float q) {
        return Scalar.exp(q * Scalar.log(x));
    }

    /** ((low + u)^q - low^q) / q, low positive, u not negative; accurate also for small u. */
    private static float between(float low, float u, float q) {
        float x = u / low;
        float w = 1 + x;
        // What rounding took from 1 + x comes back as a factor.
        float log = w == 1 ? x : Scalar.log(w) * (x / (w - 1));
        return -power(low + u, q) * Losses.expm1(-q * log) / q;
    }
}
