package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.Gemm;
import dev.lethe.Philox;
import dev.lethe.Workers;

/** Bodies of the kernels in {@code kernels/projections.cu}: products with matrices of random signs that nobody stores. */
public final class Projections {
    /** Signs of one block of {@link Philox}. */
    private static final int BLOCK = 128;

    /** Signs that are there at a time: so many lines of so many columns, a multiple of {@link #BLOCK}. */
    private static final int LINES = 64;

    private static final int COLUMNS = 1024;

    private Projections() {}

    /**
     * y[r][j] = scale times the sum over c of x[r][c] s(j, c); (c x, p y, f scale, i rows, i columns, i k, i stream,
     * i seedlow, i seedhigh).
     *
     * <p>s(j, c) is -1 where bit c mod 32 of word (c mod 128) / 32 of the block of {@link Philox} with the counter
     * (c / 128, j, stream, 0) and the key (seedlow, seedhigh) is set, and 1 elsewhere. With scale 1 / sqrt(k), inner
     * products of projected rows are those of the rows in the mean (Achlioptas, 2003, doi 10.1016/S0022-0000(03)00025-4).
     */
    public static void signProject(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        float scale = a.f32(2);
        int rows = a.i32(3);
        int columns = a.i32(4);
        int k = a.i32(5);
        Signs signs = new Signs(a.i32(6), a.i32(7), a.i32(8));
        Workers workers = a.workers();
        // Where lines are few, the threads share what is inside.
        workers.range(Product.ceil(k, LINES), 1, (from, until) -> {
            float[] tile = workers.borrow(LINES * COLUMNS);
            for (int line = from * LINES; line < Math.min(k, until * LINES); line += LINES) {
                int lines = Math.min(LINES, k - line);
                int first = 0;
                do {
                    int width = Math.min(COLUMNS, columns - first);
                    signs.draw(workers, tile, line, lines, first, width);
                    Gemm product = Gemm.of(false, true, rows, lines, width)
                            .leading(columns, width, k)
                            .alpha(scale)
                            .beta(first == 0 ? 0 : 1);
                    MatrixProduct.run(workers, product, x, a.at(0) + first, tile, 0, y, a.at(1) + line);
                    first += COLUMNS;
                } while (first < columns);
            }
            workers.giveBack(tile);
        });
    }

    /** y[r][j] = s(j, index[r]); (c index, p y, i rows, i k, i stream, i seedlow, i seedhigh). */
    public static void signLookup(Args a) {
        int[] index = a.ints(0);
        float[] y = a.floats(1);
        int k = a.i32(3);
        int io = a.at(0);
        int yo = a.at(1);
        a.workers().range(a.i32(2), Rows.grain(64 * k), (from, to) -> {
            int[] words = new int[4];
            for (int r = from; r < to; r++) {
                int c = index[io + r];
                for (int j = 0; j < k; j++) {
                    Philox.block(c / BLOCK, j, a.i32(4), 0, a.i32(5), a.i32(6), words, 0);
                    Signs.expand(words[c % BLOCK / 32] >>> c % 32, y, yo + r * k + j, 1);
                }
            }
        });
    }

    /** The signs of one stream. */
    private record Signs(int stream, int low, int high) {
        /** tile[j][c] = s(line + j, first + c). */
        void draw(Workers workers, float[] tile, int line, int lines, int first, int width) {
            int blocks = Product.ceil(width, BLOCK);
            // A block costs about as much as 256 additions.
            workers.range(lines * blocks, Elementwise.GRAIN / 256, (from, until) -> {
                int[] words = new int[4];
                for (int unit = from; unit < until; unit++) {
                    int j = unit / blocks;
                    int c = unit % blocks * BLOCK;
                    Philox.block((first + c) / BLOCK, line + j, stream, 0, low, high, words, 0);
                    for (int w = 0; w < 4; w++) {
                        expand(words[w], tile, j * width + c + 32 * w, Math.min(32, width - c - 32 * w));
                    }
                }
            });
        }

        private static void expand(int word, float[] to, int at, int n) {
            for (int i = 0; i < n; i++) {
                to[at + i] = Float.intBitsToFloat(0x3F800000 | word >>> i << 31);
            }
        }
    }
}
