package dev.lethe.cpu;

import dev.lethe.Workers;

/**
 * {@code out[row][i][j] = sum over terms l of weight[row][l] image[at[l] + i width + j]}, as a matrix product whose
 * right operand is the staged image itself, never a matrix of columns.
 *
 * <p>The outputs of an image are one long line that includes the zeros between the rows; what falls on them is computed
 * and dropped. Each output sums its terms as {@link Tile} says.
 *
 * @param staging how the images are laid out
 * @param at where each term of the output (0, 0) is, see {@link Tile#inBlocks}
 * @param weights of each row, one for each term
 * @param rows channels of the result
 * @param high rows of outputs
 * @param wide columns of outputs
 * @param target where they go
 */
record Correlation(Staging staging, int[][] at, Weights weights, int rows, int high, int wide, Target target) {
    /** About the length of a band. */
    private static final int LINE = 1 << 10;

    /** Output (row, i, j) of image n is at {@code origin + n image + row channel + i down + j across}. */
    record Target(float[] y, int origin, int image, int channel, int down, int across) {}

    /** Weight (row, l) is at {@code origin + row step + term[l]}. */
    record Weights(float[] w, int origin, int step, int[] term) {
        int packedSize(int rows, Tile t) {
            return Math.toIntExact((long) Product.ceil(rows, t.rows()) * t.rows() * term.length);
        }

        /** Writes panels for tiles: rows side by side, term after term. */
        void pack(int rows, Tile t, float[] to) {
            int p = 0;
            for (int top = 0; top < rows; top += t.rows()) {
                for (int l = 0; l < term.length; l++, p += t.rows()) {
                    int q = origin + top * step + term[l];
                    for (int i = 0; i < Math.min(t.rows(), rows - top); i++, q += step) {
                        to[p + i] = w[q];
                    }
                }
            }
        }
    }

    /** Bands of rows of outputs that are computed before they are stored, so that their sums stay in a cache. */
    private int bands() {
        return Product.ceil(high * staging.width(), LINE);
    }

    /**
     * Computes all outputs of {@code n} images.
     *
     * @param bias a value for each row that is added to its sums, or null
     * @param beta factor of what was there before
     */
    void run(Workers workers, Lanes lanes, float[] x, int xo, int n, float[] bias, int bo, float beta) {
        Tile probe = lanes.tile();
        float[] packed = workers.borrow(weights.packedSize(rows, probe));
        weights.pack(rows, probe, packed);
        int panels = Product.ceil(rows, probe.rows());
        int image = staging.planes() * staging.h() * staging.w();
        long work = (long) probe.rows() * weights.term().length * high * staging.width();
        int grain = (int) Math.max(1, 200_000 / Math.max(1, work));
        workers.range(Math.multiplyExact(n, panels), grain, (from, to) -> {
            Tile tile = from == 0 ? probe : lanes.tile();
            float[] staged = workers.borrow(staging.size(tile.columns()));
            float[] sums = workers.borrow(tile.rows() * strip(tile) + 16);
            staging.clear(staged);
            int present = -1;
            for (int unit = from; unit < to; unit++) {
                if (unit / panels != present) {
                    present = unit / panels;
                    staging.stage(x, xo + present * image, staged);
                }
                int top = unit % panels * tile.rows();
                for (int band = 0; band < bands(); band++) {
                    int first = high * band / bands();
                    int last = high * (band + 1) / bands();
                    sum(tile, packed, staged, top, first, last, sums);
                    store(lanes, tile, sums, present, top, first, last, bias, bo, beta);
                }
            }
            workers.giveBack(staged);
            workers.giveBack(sums);
        });
        workers.giveBack(packed);
    }

    /** Elements of a row of sums: the outputs of a band, up to whole tiles. */
    private int strip(Tile t) {
        return Product.ceil(Product.ceil(high, bands()) * staging.width(), t.columns()) * t.columns();
    }

    /** Sums of one panel of channels for rows {@code first} to {@code last} of outputs. */
    private void sum(Tile t, float[] packed, float[] staged, int top, int first, int last, float[] sums) {
        int k = weights.term().length;
        int m = Math.min(t.rows(), rows - top);
        int strip = strip(t);
        int begin = first * staging.width();
        int length = (last - first - 1) * staging.width() + wide;
        for (int column = 0; column < length; column += t.columns()) {
            int n = Math.min(t.columns(), length - column);
            int l = 0;
            for (int[] block : at) {
                int a = top * k + l * t.rows();
                t.packed(block.length, packed, a, staged, begin + column, block, m, n, l == 0);
                l += block.length;
            }
            t.store(1, 0, sums, column, strip, 1, m, n);
        }
    }

    private void store(
            Lanes lanes, Tile t, float[] sums, int n, int top, int first, int last, float[] bias, int bo, float beta) {
        for (int row = top; row < Math.min(rows, top + t.rows()); row++) {
            // Adding -0 changes nothing, not even a zero's sign.
            float shift = bias == null ? -0f : bias[bo + row];
            int from = (row - top) * strip(t);
            int p = target.origin() + n * target.image() + row * target.channel() + first * target.down();
            if (target.across() == 1 && target.down() == wide) {
                lanes.crop(sums, from, staging.width(), shift, beta, target.y(), p, last - first, wide);
            } else {
                scatter(sums, from, shift, beta, p, last - first);
            }
        }
    }

    private void scatter(float[] sums, int from, float shift, float beta, int to, int count) {
        float[] y = target.y();
        for (int i = 0; i < count; i++) {
            int p = to + i * target.down();
            int q = from + i * staging.width();
            for (int j = 0; j < wide; j++, p += target.across()) {
                float v = sums[q + j] + shift;
                y[p] = beta == 0 ? v : Math.fma(beta, y[p], v);
            }
        }
    }
}
