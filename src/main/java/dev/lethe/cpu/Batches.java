package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.ClockState;
import dev.lethe.Philox;

/** Bodies of the kernels in {@code kernels/batches.cu}: which examples come next, and bringing them together. */
public final class Batches {
    private static final int ROUNDS = 8;

    private Batches() {}

    /**
     * order = a permutation of 0..n-1, drawn by seed, epoch and site; (c state, p order, i n, i site).
     *
     * <p>A Feistel network on the smallest even number of bits that holds n, walked until it lands below n: integers
     * only, and each element by itself, so every device gives the same order.
     */
    public static void permutation(Args a) {
        int[] state = a.ints(0);
        int s = a.at(0);
        int k0 = state[s + ClockState.SEED_LOW];
        int k1 = state[s + ClockState.SEED_HIGH];
        int[] order = a.ints(1);
        int at = a.at(1);
        int n = a.i32(2);
        int half = Math.max(1, (33 - Integer.numberOfLeadingZeros(Math.max(1, n - 1))) / 2);
        int[] keys = new int[ROUNDS];
        for (int b = 0; b < ROUNDS; b += 4) {
            Philox.block(b, 0, a.i32(3), state[s + ClockState.EPOCH], k0, k1, keys, b);
        }
        a.workers().range(n, 4096, (from, to) -> {
            for (int i = from; i < to; i++) {
                int v = i;
                do {
                    v = feistel(v, half, keys);
                } while (v < 0 || v >= n);
                order[at + i] = v;
            }
        });
    }

    private static int feistel(int v, int half, int[] keys) {
        int mask = (1 << half) - 1;
        int left = v >>> half;
        int right = v & mask;
        for (int key : keys) {
            int next = left ^ mix(right ^ key) & mask;
            left = right;
            right = next;
        }
        return left << half | right;
    }

    /** The finaliser of MurmurHash3 (Appleby). */
    private static int mix(int h) {
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        h *= 0xC2B2AE35;
        return h ^ h >>> 16;
    }

    /**
     * Images of a batch, normalised and augmented; (c pixels U8 (n, c, h, w), c order, c state or null, c clock or
     * null, c scale, c shift, p x (batch, c, h, w), p index, i batch, i channels, i height, i width, i crop, i flip,
     * i site).
     *
     * <p>Example j of the batch is row order[cursor + j], with the cursor of {@code state} or 0. x = scale[c] pixel +
     * shift[c]. With crop r, the image moves by a whole number of pixels uniform in -r..r on each axis, and pixels that
     * come from outside are 0 (before scale and shift); with flip 1, it is mirrored left to right half of the time.
     */
    public static void gatherImages(Args a) {
        byte[] pixels = a.bytes(0);
        int cursor = cursor(a, 2);
        int[] order = a.ints(1);
        int oo = a.at(1);
        float[] scale = a.floats(4);
        float[] shift = a.floats(5);
        float[] x = a.floats(6);
        int[] index = a.ints(7);
        int channels = a.i32(9);
        int h = a.i32(10);
        int w = a.i32(11);
        int crop = a.i32(12);
        int flip = a.i32(13);
        boolean augmented = crop > 0 || flip > 0;
        a.workers().range(a.i32(8), 8, (from, to) -> {
            int[] bits = new int[4];
            for (int j = from; j < to; j++) {
                int row = order[oo + cursor + j];
                index[a.at(7) + j] = row;
                if (augmented) {
                    draw(a, j, bits);
                }
                int dx = augmented ? shift(bits[0], crop) : 0;
                int dy = augmented ? shift(bits[1], crop) : 0;
                boolean mirrored = flip > 0 && (bits[2] & 1) == 1;
                for (int c = 0; c < channels; c++) {
                    int source = a.at(0) + (row * channels + c) * h * w;
                    int target = a.at(6) + (j * channels + c) * h * w;
                    float m = scale[a.at(4) + c];
                    float b = shift[a.at(5) + c];
                    if (dx == 0 && dy == 0 && !mirrored) {
                        plane(pixels, source, m, b, x, target, h * w);
                    } else {
                        moved(pixels, source, m, b, x, target, h, w, dx, dy, mirrored);
                    }
                }
            }
        });
    }

    private static void plane(byte[] pixels, int source, float m, float b, float[] x, int target, int n) {
        for (int i = 0; i < n; i++) {
            x[target + i] = Math.fma(pixels[source + i] & 255, m, b);
        }
    }

    private static void moved(
            byte[] pixels,
            int source,
            float m,
            float b,
            float[] x,
            int target,
            int h,
            int w,
            int dx,
            int dy,
            boolean mirrored) {
        for (int r = 0; r < h; r++) {
            int sr = r + dy;
            for (int q = 0; q < w; q++) {
                int sq = (mirrored ? w - 1 - q : q) + dx;
                boolean inside = sr >= 0 && sr < h && sq >= 0 && sq < w;
                int pixel = inside ? pixels[source + sr * w + sq] & 255 : 0;
                x[target + r * w + q] = Math.fma(pixel, m, b);
            }
        }
    }

    private static void draw(Args a, int j, int[] bits) {
        int[] clock = a.ints(3);
        int s = a.at(3);
        int k0 = clock[s + ClockState.SEED_LOW];
        int k1 = clock[s + ClockState.SEED_HIGH];
        Philox.block(j, 0, a.i32(14), clock[s + ClockState.STEP], k0, k1, bits, 0);
    }

    /** Uniform in -crop..crop. */
    private static int shift(int word, int crop) {
        return (int) ((word & 0xFFFFFFFFL) * (2 * crop + 1) >>> 32) - crop;
    }

    private static int cursor(Args a, int state) {
        return a.absent(state) ? 0 : a.ints(state)[a.at(state) + ClockState.CURSOR];
    }

    /**
     * Feature rows of a batch, normalised; (c features (n, d), c order, c state or null, c scale (d), c shift (d),
     * p x (batch, d), p index, i batch, i d).
     */
    public static void gatherRows(Args a) {
        float[] features = a.floats(0);
        int[] order = a.ints(1);
        int cursor = cursor(a, 2);
        float[] scale = a.floats(3);
        float[] shift = a.floats(4);
        float[] x = a.floats(5);
        int[] index = a.ints(6);
        int d = a.i32(8);
        a.workers().range(a.i32(7), Rows.grain(d), (from, to) -> {
            for (int j = from; j < to; j++) {
                int row = order[a.at(1) + cursor + j];
                index[a.at(6) + j] = row;
                int source = a.at(0) + row * d;
                int target = a.at(5) + j * d;
                for (int i = 0; i < d; i++) {
                    x[target + i] = Math.fma(features[source + i], scale[a.at(3) + i], shift[a.at(4) + i]);
                }
            }
        });
    }

    /** y[j] = table[index[j]]; (c table I32, c index, p y, i n). */
    public static void gatherInts(Args a) {
        int[] table = a.ints(0);
        int[] index = a.ints(1);
        int[] y = a.ints(2);
        for (int j = 0; j < a.i32(3); j++) {
            y[a.at(2) + j] = table[a.at(0) + index[a.at(1) + j]];
        }
    }

    /** y[j] = table[index[j]]; (c table F32, c index, p y, i n). */
    public static void gatherFloats(Args a) {
        float[] table = a.floats(0);
        int[] index = a.ints(1);
        float[] y = a.floats(2);
        for (int j = 0; j < a.i32(3); j++) {
            y[a.at(2) + j] = table[a.at(0) + index[a.at(1) + j]];
        }
    }

    /** prediction = column of the largest value of each row, the first of equals, NaN only where all are; (c x, p prediction, i rows, i columns). */
    public static void argmaxRows(Args a) {
        float[] x = a.floats(0);
        int[] prediction = a.ints(1);
        int columns = a.i32(3);
        for (int r = 0; r < a.i32(2); r++) {
            prediction[a.at(1) + r] = LossTracking.largest(x, a.at(0) + r * columns, columns);
        }
    }
}
