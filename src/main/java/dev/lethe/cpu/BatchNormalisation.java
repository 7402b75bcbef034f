package dev.lethe.cpu;

import dev.lethe.Args;

/**
 * Bodies of the kernels in {@code kernels/batch_norm.cu}: x of n examples by c channels by planes of hw elements,
 * statistics per channel.
 *
 * <p>Sums are taken plane by plane, and those of the planes added in double, in order of the examples. With planes of
 * one element, whole rows of channels are handled at once instead.
 */
public final class BatchNormalisation {
    private BatchNormalisation() {}

    /**
     * mean, biased variance, and rstd = 1 / sqrt(variance + eps) of each channel; the variance from deviations, in a
     * second pass. (c x, p mean, p variance, p rstd, f eps, i n, i c, i hw).
     */
    public static void statistics(Args a) {
        float[] x = a.floats(0);
        float[] mean = a.floats(1);
        float[] variance = a.floats(2);
        float[] rstd = a.floats(3);
        float eps = a.f32(4);
        int n = a.i32(5);
        int c = a.i32(6);
        int hw = a.i32(7);
        int xo = a.at(0);
        Lanes lanes = Lanes.get();
        a.workers().range(c, Rows.grain(n * hw), (from, to) -> {
            double count = (double) n * hw;
            double[] sum = new double[to - from];
            for (int i = 0; i < n; i++) {
                for (int ch = from; ch < to; ch++) {
                    int at = xo + (i * c + ch) * hw;
                    sum[ch - from] += hw == 1 ? x[at] : lanes.sum(x, at, hw);
                }
            }
            for (int ch = from; ch < to; ch++) {
                mean[a.at(1) + ch] = (float) (sum[ch - from] / count);
                sum[ch - from] = 0;
            }
            for (int i = 0; i < n; i++) {
                for (int ch = from; ch < to; ch++) {
                    int at = xo + (i * c + ch) * hw;
                    float m = mean[a.at(1) + ch];
                    sum[ch - from] += hw == 1 ? square(x[at] - m) : lanes.squaredDeviations(x, at, m, hw);
                }
            }
            for (int ch = from; ch < to; ch++) {
                float v = (float) (sum[ch - from] / count);
                variance[a.at(2) + ch] = v;
                rstd[a.at(3) + ch] = 1 / (float) Math.sqrt(v + eps);
            }
        });
    }

    private static float square(float d) {
        return d * d;
    }

    /**
     * What running averages normalise with, copied so that a later update does not change it; (c running_mean, c
     * running_variance, p mean, p rstd, f eps, i c).
     */
    public static void running(Args a) {
        float[] variance = a.floats(1);
        float[] rstd = a.floats(3);
        float eps = a.f32(4);
        int c = a.i32(5);
        System.arraycopy(a.floats(0), a.at(0), a.floats(2), a.at(2), c);
        for (int ch = 0; ch < c; ch++) {
            rstd[a.at(3) + ch] = 1 / (float) Math.sqrt(variance[a.at(1) + ch] + eps);
        }
    }

    /**
     * running = momentum batch + (1 - momentum) running, with the unbiased variance; (c mean, c variance, p
     * running_mean, p running_variance, f momentum, i c, i count), count elements per channel.
     */
    public static void update(Args a) {
        float momentum = a.f32(4);
        int c = a.i32(5);
        int count = a.i32(6);
        float unbiased = (float) count / (count - 1);
        for (int ch = 0; ch < c; ch++) {
            float[] m = a.floats(2);
            float[] v = a.floats(3);
            int mo = a.at(2) + ch;
            int vo = a.at(3) + ch;
            m[mo] = Math.fma(momentum, a.floats(0)[a.at(0) + ch], (1 - momentum) * m[mo]);
            v[vo] = Math.fma(momentum, a.floats(1)[a.at(1) + ch] * unbiased, (1 - momentum) * v[vo]);
        }
    }

    /** y = (x - mean) rstd w + b; (c x, c mean, c rstd, c w or null, c b or null, p y, i n, i c, i hw). */
    public static void forward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(5);
        int n = a.i32(6);
        int c = a.i32(7);
        int hw = a.i32(8);
        int xo = a.at(0);
        int yo = a.at(5);
        float[] scale = new float[c];
        float[] shift = new float[c];
        for (int ch = 0; ch < c; ch++) {
            scale[ch] = a.floats(2)[a.at(2) + ch] * (a.absent(3) ? 1 : a.floats(3)[a.at(3) + ch]);
            shift[ch] = Math.fma(-a.floats(1)[a.at(1) + ch], scale[ch], a.absent(4) ? 0 : a.floats(4)[a.at(4) + ch]);
        }
        Lanes lanes = Lanes.get();
        if (hw == 1) {
            a.workers().range(n, Rows.grain(c), (from, to) -> {
                for (int i = from; i < to; i++) {
                    lanes.multiply(x, xo + i * c, scale, 0, 0, y, yo + i * c, c);
                    lanes.add(y, yo + i * c, shift, 0, y, yo + i * c, c);
                }
            });
            return;
        }
        a.workers().range(n * c, Rows.grain(hw), (from, to) -> {
            for (int p = from; p < to; p++) {
                lanes.scaleShift(x, xo + p * hw, scale[p % c], shift[p % c], y, yo + p * hw, hw);
            }
        });
    }

    /**
     * Sums of dy and of dy times the normalised x over each channel: the gradients of b and w; (c x, c dy, c mean, c
     * rstd, p sum, p sum_xhat, i n, i c, i hw).
     */
    public static void sums(Args a) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        float[] mean = a.floats(2);
        int n = a.i32(6);
        int c = a.i32(7);
        int hw = a.i32(8);
        int xo = a.at(0);
        int dyo = a.at(1);
        Lanes lanes = Lanes.get();
        a.workers().range(c, Rows.grain(n * hw), (from, to) -> {
            double[] sum = new double[to - from];
            double[] product = new double[to - from];
            for (int i = 0; i < n; i++) {
                for (int ch = from; ch < to; ch++) {
                    int at = (i * c + ch) * hw;
                    float m = mean[a.at(2) + ch];
                    if (hw == 1) {
                        sum[ch - from] += dy[dyo + at];
                        product[ch - from] += (x[xo + at] - m) * dy[dyo + at];
                    } else {
                        sum[ch - from] += lanes.sum(dy, dyo + at, hw);
                        product[ch - from] += lanes.dotDeviations(x, xo + at, m, dy, dyo + at, hw);
                    }
                }
            }
            for (int ch = from; ch < to; ch++) {
                a.floats(4)[a.at(4) + ch] = (float) sum[ch - from];
                a.floats(5)[a.at(5) + ch] = (float) (product[ch - from] * a.floats(3)[a.at(3) + ch]);
            }
        });
    }

    /**
     * dx = w rstd (dy - sum / m - xhat sum_xhat / m), m = n hw; where the sums are null the statistics did not depend
     * on x, and dx = w rstd dy. (c x, c dy, c mean, c rstd, c w or null, c sum or null, c sum_xhat or null, p dx, f
     * beta, i n, i c, i hw).
     */
    public static void backward(Args a) {
        int c = a.i32(10);
        float m = a.i32(9) * a.i32(11);
        float[] scale = new float[c]; // dx = fma(x, slope, shift) + scale dy
        float[] slope = new float[c];
        float[] shift = new float[c];
        for (int ch = 0; ch < c; ch++) {
            float rstd = a.floats(3)[a.at(3) + ch];
            scale[ch] = rstd * (a.absent(4) ? 1 : a.floats(4)[a.at(4) + ch]);
            if (!a.absent(5)) {
                slope[ch] = -scale[ch] * rstd * (a.floats(6)[a.at(6) + ch] / m);
                shift[ch] =
                        Math.fma(-a.floats(2)[a.at(2) + ch], slope[ch], -scale[ch] * (a.floats(5)[a.at(5) + ch] / m));
            }
        }
        if (a.i32(11) == 1) {
            backwardRows(a, scale, slope, shift);
        } else {
            backwardPlanes(a, scale, slope, shift);
        }
    }

    private static void backwardPlanes(Args a, float[] scale, float[] slope, float[] shift) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        float[] dx = a.floats(7);
        float beta = a.f32(8);
        int c = a.i32(10);
        int hw = a.i32(11);
        boolean batch = !a.absent(5);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(9) * c, Rows.grain(hw), (from, to) -> {
            float[] g = beta == 0 ? dx : new float[hw];
            for (int p = from; p < to; p++) {
                int ch = p % c;
                int dxo = a.at(7) + p * hw;
                int go = beta == 0 ? dxo : 0;
                int dyo = a.at(1) + p * hw;
                if (!batch) {
                    lanes.axpby(scale[ch], dy, dyo, beta, dx, dxo, hw);
                    continue;
                }
                lanes.scaleShift(x, a.at(0) + p * hw, slope[ch], shift[ch], g, go, hw);
                lanes.axpby(scale[ch], dy, dyo, 1, g, go, hw);
                if (beta != 0) {
                    lanes.axpby(1, g, 0, beta, dx, dxo, hw);
                }
            }
        });
    }

    private static void backwardRows(Args a, float[] scale, float[] slope, float[] shift) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        float[] dx = a.floats(7);
        float beta = a.f32(8);
        int c = a.i32(10);
        boolean batch = !a.absent(5);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(9), Rows.grain(c), (from, to) -> {
            float[] g = new float[c];
            for (int i = from; i < to; i++) {
                lanes.multiply(dy, a.at(1) + i * c, scale, 0, 0, g, 0, c);
                if (batch) {
                    lanes.multiply(x, a.at(0) + i * c, slope, 0, 1, g, 0, c);
                    lanes.add(g, 0, shift, 0, g, 0, c);
                }
                lanes.axpby(1, g, 0, beta, dx, a.at(7) + i * c, c);
            }
        });
    }
}
