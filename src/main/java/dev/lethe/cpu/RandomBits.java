package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.ClockState;
import dev.lethe.Philox;

/** Bodies of the kernels in {@code kernels/random.cu}: random numbers that depend on the clock. */
public final class RandomBits {
    private RandomBits() {}

    /**
     * y = x / (1 - rate) where a uniform number is at least rate and 0 elsewhere, + beta y; the same numbers at each
     * call with one clock and site; (c clock, c x, p y, f beta, f rate, i site, i n).
     */
    public static void dropout(Args a) {
        int[] clock = a.ints(0);
        int co = a.at(0);
        int step = clock[co + ClockState.STEP];
        int k0 = clock[co + ClockState.SEED_LOW];
        int k1 = clock[co + ClockState.SEED_HIGH];
        float[] x = a.floats(1);
        float[] y = a.floats(2);
        float beta = a.f32(3);
        float rate = a.f32(4);
        int site = a.i32(5);
        int n = a.i32(6);
        int xo = a.at(1);
        int yo = a.at(2);
        float scale = 1 / (1 - rate);
        int blocks = n / 4 + (n % 4 == 0 ? 0 : 1);
        // A block of four elements costs about as much as sixteen additions.
        a.workers().range(blocks, Elementwise.GRAIN / 16, (from, to) -> {
            int[] words = new int[4];
            for (int b = from; b < to; b++) {
                Philox.block(b, 0, site, step, k0, k1, words, 0);
                int first = 4 * b;
                int last = Math.min(4, n - first);
                for (int i = 0; i < last; i++) {
                    int e = first + i;
                    float kept = Philox.uniform(words[i]) >= rate ? x[xo + e] * scale : 0;
                    y[yo + e] = Elementwise.put(kept, beta, y, yo + e);
                }
            }
        });
    }
}
