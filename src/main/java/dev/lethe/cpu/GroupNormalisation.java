package dev.lethe.cpu;

import dev.lethe.Args;

/**
 * Bodies of the kernels in {@code kernels/group_norm.cu}: x of n examples by c channels by planes of hw elements,
 * statistics per example and group of neighbouring channels, which are contiguous.
 */
public final class GroupNormalisation {
    private GroupNormalisation() {}

    /**
     * y = (x - mean) rstd w + b, w and b per channel, rstd = 1 / sqrt(biased variance + eps); (c x, c w or null, c b or
     * null, p y, p mean, p rstd, f eps, i n, i c, i hw, i groups), mean and rstd of (n, groups).
     */
    public static void forward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(3);
        float eps = a.f32(6);
        int c = a.i32(8);
        int hw = a.i32(9);
        int groups = a.i32(10);
        int channels = c / groups;
        int size = channels * hw;
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(7) * groups, Rows.grain(size), (from, to) -> {
            for (int g = from; g < to; g++) {
                int xo = a.at(0) + g * size;
                float m = lanes.sum(x, xo, size) / size;
                float s = 1 / (float) Math.sqrt(lanes.squaredDeviations(x, xo, m, size) / size + eps);
                a.floats(4)[a.at(4) + g] = m;
                a.floats(5)[a.at(5) + g] = s;
                for (int j = 0; j < channels; j++) {
                    int ch = g % groups * channels + j;
                    float scale = s * (a.absent(1) ? 1 : a.floats(1)[a.at(1) + ch]);
                    float shift = Math.fma(-m, scale, a.absent(2) ? 0 : a.floats(2)[a.at(2) + ch]);
                    lanes.scaleShift(x, xo + j * hw, scale, shift, y, a.at(3) + g * size + j * hw, hw);
                }
            }
        });
    }

    /**
     * Sums of dy and of dy times the normalised x over each plane; (c x, c dy, c mean, c rstd, p sum, p sum_xhat, i n,
     * i c, i hw, i groups), sums of (n, c).
     */
    public static void sums(Args a) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        int c = a.i32(7);
        int hw = a.i32(8);
        int channels = c / a.i32(9);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(6) * c, Rows.grain(hw), (from, to) -> {
            for (int p = from; p < to; p++) {
                int dyo = a.at(1) + p * hw;
                float mean = a.floats(2)[a.at(2) + p / channels];
                float rstd = a.floats(3)[a.at(3) + p / channels];
                a.floats(4)[a.at(4) + p] = lanes.sum(dy, dyo, hw);
                a.floats(5)[a.at(5) + p] = rstd * lanes.dotDeviations(x, a.at(0) + p * hw, mean, dy, dyo, hw);
            }
        });
    }

    /**
     * dx = rstd (w dy - mean of w dy - xhat mean of w dy xhat), means over the group; (c x, c dy, c mean, c rstd, c w or
     * null, c sum, c sum_xhat, p dx, f beta, i n, i c, i hw, i groups).
     */
    public static void backward(Args a) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        float[] dx = a.floats(7);
        float beta = a.f32(8);
        int hw = a.i32(11);
        int groups = a.i32(12);
        int channels = a.i32(10) / groups;
        int size = channels * hw;
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(9) * groups, Rows.grain(size), (from, to) -> {
            float[] t = new float[hw];
            for (int g = from; g < to; g++) {
                float mean = a.floats(2)[a.at(2) + g];
                float rstd = a.floats(3)[a.at(3) + g];
                float slope = -rstd * rstd * weighted(a, 6, g, groups, channels) / size;
                float shift = Math.fma(-mean, slope, -rstd * weighted(a, 5, g, groups, channels) / size);
                for (int j = 0; j < channels; j++) {
                    int at = g * size + j * hw;
                    float scale = rstd * scale(a, g % groups * channels + j);
                    lanes.scaleShift(x, a.at(0) + at, slope, shift, t, 0, hw);
                    lanes.axpby(scale, dy, a.at(1) + at, 1, t, 0, hw);
                    lanes.axpby(1, t, 0, beta, dx, a.at(7) + at, hw);
                }
            }
        });
    }

    /** Sum over the channels of group {@code g} of w times the plane's sum, argument {@code sums} of backward. */
    private static float weighted(Args a, int sums, int g, int groups, int channels) {
        float total = 0;
        for (int j = 0; j < channels; j++) {
            float plane = a.floats(sums)[a.at(sums) + g * channels + j];
            total = Math.fma(scale(a, g % groups * channels + j), plane, total);
        }
        return total;
    }

    private static float scale(Args a, int channel) {
        return a.absent(4) ? 1 : a.floats(4)[a.at(4) + channel];
    }
}
