package dev.lethe.cpu;

import dev.lethe.Workers;
import java.util.Arrays;

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

    /** Panels of outputs of one image. */
    private int panels(Tile t) {
        return Product.ceil((high - 1) * staging.width() + wide, t.columns());
    }

    /**
     * Computes all outputs of {@code n} images.
     *
     * @param bias a value for each row to begin with, or null to put {@code beta} times the old value there
     */
    void run(Workers workers, Lanes lanes, float[] x, int xo, int n, float[] bias, int bo, float beta) {
        Tile probe = lanes.tile();
        int panels = panels(probe);
        float[] packed = workers.borrow(weights.packedSize(rows, probe));
        weights.pack(rows, probe, packed);
        int image = staging.planes() * staging.h() * staging.w();
        long work = (long) rows * weights.term().length * probe.columns();
        int grain = (int) Math.max(1, 200_000 / Math.max(1, work));
        workers.range(Math.multiplyExact(n, panels), grain, (from, to) -> {
            Tile tile = from == 0 ? probe : lanes.tile();
            float[] staged = workers.borrow(staging.size(tile.columns()));
            int present = -1;
            for (int unit = from; unit < to; unit++) {
                if (unit / panels != present) {
                    present = unit / panels;
                    staging.stage(x, xo + present * image, staged);
                }
                panel(tile, packed, staged, present, unit % panels * tile.columns(), bias, bo, beta);
            }
            workers.giveBack(staged);
        });
        workers.giveBack(packed);
    }

    /** Outputs {@code begin} to {@code begin + columns} of the line of one image. */
    private void panel(Tile t, float[] packed, float[] staged, int n, int begin, float[] bias, int bo, float beta) {
        int k = weights.term().length;
        int end = Math.min((high - 1) * staging.width() + wide, begin + t.columns());
        for (int top = 0; top < rows; top += t.rows()) {
            int m = Math.min(t.rows(), rows - top);
            int l = 0;
            for (int[] block : at) {
                t.packed(block.length, packed, top * k + l * t.rows(), staged, begin, block, m, end - begin, l == 0);
                l += block.length;
            }
            store(t, n, top, m, begin, end, bias, bo, beta);
        }
    }

    private void store(Tile t, int n, int top, int m, int begin, int end, float[] bias, int bo, float beta) {
        int channel = target.origin() + n * target.image() + top * target.channel();
        int width = staging.width();
        for (int i = begin / width; i * width < end; i++) {
            int from = Math.max(begin, i * width);
            int count = Math.min(end, i * width + wide) - from;
            if (count <= 0) {
                continue;
            }
            int p = channel + i * target.down() + (from - i * width) * target.across();
            if (bias != null) {
                for (int row = 0; row < m; row++) {
                    int q = p + row * target.channel();
                    Arrays.fill(target.y(), q, q + count, bias[bo + top + row]);
                }
            }
            float keep = bias != null ? 1 : beta;
            t.store(1, keep, target.y(), p, target.channel(), target.across(), m, from - begin, count);
        }
    }
}
