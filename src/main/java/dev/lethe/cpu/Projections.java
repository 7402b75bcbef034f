package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.Philox;

/**
 * Bodies of the kernels in {@code kernels/projections.cu}: products with matrices of random signs that are never stored.
 *
 * <p>Sign c of row j is bit c mod 32 of word c mod 128 / 32 of the Philox block of counter (c / 128, j, stream, 0) with the
 * key (low, high); a bit that is set means -1.
 */
public final class Projections {
    /** Signs of one block of random numbers. */
    private static final int DRAWN = 128;

    /** Columns whose signs are drawn at a time, and rows that they serve; part of the definition of the result. */
    private static final int COLUMNS = 8 * DRAWN;

    private static final int ROWS = 64;

    /** Numbers that one thread computes for its rows. */
    private static final int WIDTH = 16;

    private Projections() {}

    /**
     * y[r, j] = scale times the sum of x[r, c] s[j, c]; (c x, p y, f scale, i rows, i columns, i k, i stream, i low,
     * i high).
     */
    public static void project(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        int xo = a.at(0);
        int yo = a.at(1);
        float scale = a.f32(2);
        int rows = a.i32(3);
        int columns = a.i32(4);
        int k = a.i32(5);
        int wide = Product.ceil(k, WIDTH);
        Lanes lanes = Lanes.get();
        a.workers().range(Product.ceil(rows, ROWS) * wide, 1, (from, to) -> {
            float[] signs = new float[COLUMNS];
            for (int unit = from; unit < to; unit++) {
                int top = unit / wide * ROWS;
                int bottom = Math.min(rows, top + ROWS);
                for (int j = unit % wide * WIDTH; j < Math.min(k, (unit % wide + 1) * WIDTH); j++) {
                    for (int r = top; r < bottom; r++) {
                        y[yo + r * k + j] = 0;
                    }
                    for (int c = 0; c < columns; c += COLUMNS) {
                        int width = Math.min(COLUMNS, columns - c);
                        draw(a, j, c, width, signs);
                        for (int r = top; r < bottom; r++) {
                            y[yo + r * k + j] += lanes.dot(x, xo + r * columns + c, signs, 0, width);
                        }
                    }
                    for (int r = top; r < bottom; r++) {
                        y[yo + r * k + j] *= scale;
                    }
                }
            }
        });
    }

    private static void draw(Args a, int j, int c, int width, float[] signs) {
        int[] words = new int[4];
        for (int i = 0; i < width; i += DRAWN) {
            Philox.block((c + i) / DRAWN, j, a.i32(6), 0, a.i32(7), a.i32(8), words, 0);
            for (int b = 0; b < Math.min(DRAWN, width - i); b++) {
                signs[i + b] = sign(words, b);
            }
        }
    }

    private static float sign(int[] words, int c) {
        return (words[c % DRAWN / 32] >>> c % 32 & 1) == 0 ? 1 : -1;
    }

    /** y[r, j] = s[j, index[r]]; (c index, p y, i rows, i k, i stream, i low, i high). */
    public static void lookup(Args a) {
        int[] index = a.ints(0);
        float[] y = a.floats(1);
        int rows = a.i32(2);
        int k = a.i32(3);
        int io = a.at(0);
        int yo = a.at(1);
        a.workers().range(rows, Rows.grain(16 * k), (from, to) -> {
            int[] words = new int[4];
            for (int r = from; r < to; r++) {
                int c = index[io + r];
                for (int j = 0; j < k; j++) {
                    Philox.block(c / DRAWN, j, a.i32(4), 0, a.i32(5), a.i32(6), words, 0);
                    y[yo + r * k + j] = sign(words, c);
                }
            }
        });
    }
}
