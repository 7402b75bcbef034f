package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.Workers;
import java.util.Arrays;

/** Body of the kernel in {@code kernels/patches.cu}: what each output of a convolution reads, as rows of a matrix. */
public final class Patches {
    private Patches() {}

    /**
     * patches[i][oy ow + ox][(channel kh + ky) kw + kx] = x[i][channel][oy stride + ky - padding][ox stride + kx -
     * padding], 0 outside of the image; (c x, p patches, i n, i c, i h, i w, i kh, i kw, i stride, i padding, i oh,
     * i ow).
     */
    public static void conv2d(Args a) {
        int padding = a.i32(9);
        Windows s = new Windows(
                a.i32(3),
                a.i32(4) + 2 * padding,
                a.i32(5) + 2 * padding,
                a.i32(6),
                a.i32(7),
                a.i32(8),
                padding,
                a.i32(10),
                a.i32(11));
        s.write(a.workers(), a.floats(0), a.at(0), a.floats(1), a.at(1), a.i32(2));
    }

    /** Windows of {@code kh} by {@code kw} on images of {@code c} planes, whose extents include the padding. */
    private record Windows(int c, int height, int width, int kh, int kw, int stride, int padding, int oh, int ow) {
        private int size() {
            return c * height * width;
        }

        private int terms() {
            return c * kh * kw;
        }

        void write(Workers workers, float[] x, int xo, float[] to, int at, int n) {
            int line = ow * terms();
            int image = c * (height - 2 * padding) * (width - 2 * padding);
            workers.range(Math.multiplyExact(n, oh), Rows.grain(line), (from, until) -> {
                float[] padded = padding == 0 ? x : workers.borrow(size());
                if (padding != 0) {
                    Arrays.fill(padded, 0, size(), 0);
                }
                int present = -1;
                for (int unit = from; unit < until; unit++) {
                    int i = unit / oh;
                    if (padding != 0 && i != present) {
                        pad(x, xo + i * image, padded);
                        present = i;
                    }
                    int base = (padding == 0 ? xo + i * image : 0) + unit % oh * stride * width;
                    line(padded, base, to, at + unit * line);
                }
                if (padding != 0) {
                    workers.giveBack(padded);
                }
            });
        }

        private void pad(float[] x, int at, float[] to) {
            int w = width - 2 * padding;
            for (int plane = 0; plane < c; plane++) {
                int p = (plane * height + padding) * width + padding;
                for (int y = 0; y < height - 2 * padding; y++, p += width, at += w) {
                    System.arraycopy(x, at, to, p, w);
                }
            }
        }

        /** The windows of one row of outputs, the first at {@code base}. Copies of a few elements are written out. */
        private void line(float[] x, int base, float[] to, int at) {
            for (int plane = 0; plane < c; plane++) {
                int q = base + plane * height * width;
                int p = at + plane * kh * kw;
                if (kh == 3 && kw == 3) {
                    nines(x, q, to, p);
                    continue;
                }
                for (int ky = 0; ky < kh; ky++, q += width, p += kw) {
                    switch (kw) {
                        case 1 -> ones(x, q, to, p);
                        case 5 -> fives(x, q, to, p);
                        default -> runs(x, q, to, p);
                    }
                }
            }
        }

        private void nines(float[] x, int q, float[] to, int p) {
            int step = terms();
            for (int ox = 0; ox < ow; ox++, q += stride, p += step) {
                int r = q + width;
                int s = r + width;
                to[p] = x[q];
                to[p + 1] = x[q + 1];
                to[p + 2] = x[q + 2];
                to[p + 3] = x[r];
                to[p + 4] = x[r + 1];
                to[p + 5] = x[r + 2];
                to[p + 6] = x[s];
                to[p + 7] = x[s + 1];
                to[p + 8] = x[s + 2];
            }
        }

        private void ones(float[] x, int q, float[] to, int p) {
            int step = terms();
            for (int ox = 0; ox < ow; ox++, q += stride, p += step) {
                to[p] = x[q];
            }
        }

        private void fives(float[] x, int q, float[] to, int p) {
            int step = terms();
            for (int ox = 0; ox < ow; ox++, q += stride, p += step) {
                to[p] = x[q];
                to[p + 1] = x[q + 1];
                to[p + 2] = x[q + 2];
                to[p + 3] = x[q + 3];
                to[p + 4] = x[q + 4];
            }
        }

        private void runs(float[] x, int q, float[] to, int p) {
            int step = terms();
            for (int ox = 0; ox < ow; ox++, q += stride, p += step) {
                System.arraycopy(x, q, to, p, kw);
            }
        }
    }
}
