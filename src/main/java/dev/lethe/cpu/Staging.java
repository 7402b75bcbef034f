package dev.lethe.cpu;

import java.util.Arrays;

/**
 * One image with zeros around it, laid out so that shifting a window by a kernel position is adding one number.
 *
 * <p>With stride s, a plane is split into s by s phases, each holding every s-th row and column: then neighbouring
 * outputs read neighbouring elements whatever the stride. Rows have zeros only on the left; what reaches over the right
 * end reads the zeros of the next row.
 *
 * @param planes channels of the image
 * @param h rows of a channel
 * @param w columns of a channel
 * @param top rows of zeros above
 * @param left columns of zeros on the left
 * @param height rows of a phase, zeros included
 * @param width columns of a phase, zeros included
 */
record Staging(int planes, int h, int w, int stride, int top, int left, int height, int width) {
    /**
     * @param bottom last row of a phase that is read
     * @param right last column of a phase that is read
     * @param outputs columns of outputs
     */
    static Staging of(int planes, int h, int w, int stride, int top, int bottom, int left, int right, int outputs) {
        int columns = (w + stride - 1) / stride;
        int width = Math.max(Math.max(columns + left, right + 1), outputs);
        return new Staging(planes, h, w, stride, top, left, Math.max(0, bottom + top + 1), width);
    }

    /** Where row {@code y} and column {@code x} of a channel are; both may be negative as far as there are zeros. */
    int at(int plane, int y, int x) {
        int phase = Math.floorMod(y, stride) * stride + Math.floorMod(x, stride);
        int row = Math.floorDiv(y, stride) + top;
        int column = Math.floorDiv(x, stride) + left;
        return ((plane * stride * stride + phase) * height + row) * width + column;
    }

    /** Elements of an image, and what a tile of {@code columns} columns reads beyond its end. */
    int size(int columns) {
        long size = (long) planes * stride * stride * height * width + width + left + columns;
        return Math.toIntExact(size);
    }

    /** Writes all the zeros; they stay when images are staged. */
    void clear(float[] to) {
        Arrays.fill(to, 0, planes * stride * stride * height * width + width, 0);
    }

    /** Lays out the image at {@code x[at]} between the zeros. */
    void stage(float[] x, int at, float[] to) {
        int p = left;
        for (int plane = 0; plane < planes; plane++) {
            for (int phase = 0; phase < stride * stride; phase++) {
                for (int r = 0; r < height; r++, p += width) {
                    int y = (r - top) * stride + phase / stride;
                    if (y >= 0 && y < h) {
                        row(x, at + (plane * h + y) * w, phase % stride, to, p);
                    }
                }
            }
        }
    }

    private void row(float[] x, int at, int phase, float[] to, int p) {
        if (stride == 1) {
            System.arraycopy(x, at, to, p, w);
        } else {
            for (int j = phase; j < w; j += stride, p++) {
                to[p] = x[at + j];
            }
        }
    }
}
