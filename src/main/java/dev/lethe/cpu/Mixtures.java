package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.ClockState;

/**
 * Bodies of the kernels in {@code kernels/mixtures.cu}: an example of a batch and the one {@code partner} places after it,
 * counted round, become one; and which examples of a batch count.
 */
public final class Mixtures {
    private Mixtures() {}

    /**
     * y = blend x + (1 - blend) other, and the other inside rows top..bottom-1 and columns left..right-1; (c x, c blend,
     * c top, c bottom, c left, c right, p y, i n, i channels, i height, i width, i partner). x is (n, channels, height,
     * width); the five between are single floats.
     */
    public static void examples(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(6);
        float blend = a.floats(1)[a.at(1)];
        float rest = 1 - blend;
        int top = (int) a.floats(2)[a.at(2)];
        int bottom = (int) a.floats(3)[a.at(3)];
        int left = (int) a.floats(4)[a.at(4)];
        int right = (int) a.floats(5)[a.at(5)];
        int n = a.i32(7);
        int h = a.i32(9);
        int w = a.i32(10);
        int size = a.i32(8) * h * w;
        int partner = a.i32(11);
        a.workers().range(n, Rows.grain(size), (from, to) -> {
            for (int i = from; i < to; i++) {
                int own = a.at(0) + i * size;
                int other = a.at(0) + (i + partner) % n * size;
                int at = a.at(6) + i * size;
                for (int e = 0; e < size; e++) {
                    y[at + e] = Math.fma(blend, x[own + e], rest * x[other + e]);
                }
                for (int plane = 0; bottom > top && plane < size; plane += h * w) {
                    for (int r = top; r < bottom; r++) {
                        int begin = plane + r * w;
                        System.arraycopy(x, other + begin + left, y, at + begin + left, Math.max(0, right - left));
                    }
                }
            }
        });
    }

    /** second = the other's label, mix = share; (c labels, c share, p second, p mix, i n, i partner). */
    public static void labels(Args a) {
        int[] labels = a.ints(0);
        float share = a.floats(1)[a.at(1)];
        int[] second = a.ints(2);
        float[] mix = a.floats(3);
        int n = a.i32(4);
        for (int i = 0; i < n; i++) {
            second[a.at(2) + i] = labels[a.at(0) + (i + a.i32(5)) % n];
            mix[a.at(3) + i] = share;
        }
    }

    /**
     * y = share table[index of i] + (1 - share) table[index of the other]; (c table, c index, c share, p y, i n, i k,
     * i partner). The table is (rows, k), y is (n, k).
     */
    public static void memory(Args a) {
        float[] table = a.floats(0);
        int[] index = a.ints(1);
        float share = a.floats(2)[a.at(2)];
        float rest = 1 - share;
        float[] y = a.floats(3);
        int n = a.i32(4);
        int k = a.i32(5);
        for (int i = 0; i < n; i++) {
            int own = a.at(0) + index[a.at(1) + i] * k;
            int other = a.at(0) + index[a.at(1) + (i + a.i32(6)) % n] * k;
            int at = a.at(3) + i * k;
            for (int j = 0; j < k; j++) {
                y[at + j] = Math.fma(share, table[own + j], rest * table[other + j]);
            }
        }
    }

    /** table[index of i] = beta table[index of i] + (1 - beta) p; (c p, c index, p table, f beta, i n, i k). */
    public static void remember(Args a) {
        float[] p = a.floats(0);
        int[] index = a.ints(1);
        float[] table = a.floats(2);
        float beta = a.f32(3);
        float rest = 1 - beta;
        int k = a.i32(5);
        for (int i = 0; i < a.i32(4); i++) {
            int row = a.at(2) + index[a.at(1) + i] * k;
            int at = a.at(0) + i * k;
            for (int j = 0; j < k; j++) {
                table[row + j] = Math.fma(beta, table[row + j], rest * p[at + j]);
            }
        }
    }

    /**
     * weights = n / kept for the examples of smallest loss, 0 for the others; (c values, c clock, p weights, f forget,
     * i ramp, i n, i columns). The loss is the first column of values (n, columns); kept = n - the part forget of n,
     * rounded down, of which in epoch e of the first ramp epochs only the part e / ramp is taken. Of equal losses the
     * earlier counts as smaller, NaN as larger than all.
     */
    public static void smallLosses(Args a) {
        float[] values = a.floats(0);
        float[] weights = a.floats(2);
        int n = a.i32(5);
        int columns = a.i32(6);
        int epoch = a.ints(1)[a.at(1) + ClockState.EPOCH];
        int ramp = a.i32(4);
        float part = epoch < ramp ? a.f32(3) * epoch / ramp : a.f32(3);
        int kept = Math.max(1, n - (int) (part * n));
        for (int i = 0; i < n; i++) {
            float own = values[a.at(0) + i * columns];
            int smaller = 0;
            for (int j = 0; j < n; j++) {
                float other = values[a.at(0) + j * columns];
                boolean before = other < own || (Float.isNaN(own) && !Float.isNaN(other));
                boolean equal = other == own || (Float.isNaN(own) && Float.isNaN(other));
                smaller += before || (equal && j < i) ? 1 : 0;
            }
            weights[a.at(2) + i] = smaller < kept ? (float) n / kept : 0;
        }
    }
}
