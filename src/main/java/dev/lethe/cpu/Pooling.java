package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/pooling.cu}: maxima and means of windows over planes. */
public final class Pooling {
    private Pooling() {}

    /** Extents of a plane, of the result's plane, and the window between them. */
    private record Plane(int h, int w, int oh, int ow, int kernel, int stride, int padding) {
        static Plane of(Args a, int i) {
            return new Plane(
                    a.i32(i), a.i32(i + 1), a.i32(i + 2), a.i32(i + 3), a.i32(i + 4), a.i32(i + 5), a.i32(i + 6));
        }

        /** First row or column of window {@code o} that lies in the plane. */
        int from(int o) {
            return Math.max(0, o * stride - padding);
        }

        /** End of window {@code o} within {@code extent} rows or columns. */
        int to(int o, int extent) {
            return Math.min(extent, o * stride - padding + kernel);
        }
    }

    /**
     * y = maximum of each window, index = where in its plane; (c x, p y, p index or null, i planes, i h, i w, i oh, i
     * ow, i kernel, i stride, i padding).
     */
    public static void maxForward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        boolean kept = !a.absent(2);
        int xo = a.at(0);
        int yo = a.at(1);
        Plane p = Plane.of(a, 4);
        int size = p.h * p.w;
        int results = p.oh * p.ow;
        boolean quads = p.kernel == 2 && p.stride == 2 && p.padding == 0;
        a.workers().range(a.i32(3), Rows.grain(size), (from, to) -> {
            int[] index = kept ? a.ints(2) : new int[results];
            for (int i = from; i < to; i++) {
                int io = kept ? a.at(2) + i * results : 0;
                if (quads) {
                    maxQuads(p, x, xo + i * size, y, yo + i * results, index, io);
                } else {
                    maxPlane(p, x, xo + i * size, y, yo + i * results, index, io);
                }
            }
        });
    }

    private static void maxPlane(Plane p, float[] x, int xo, float[] y, int yo, int[] index, int io) {
        for (int oy = 0, o = 0; oy < p.oh; oy++) {
            int bottom = p.to(oy, p.h);
            for (int ox = 0; ox < p.ow; ox++, o++) {
                int left = p.from(ox);
                int right = p.to(ox, p.w);
                int winner = p.from(oy) * p.w + left;
                float m = x[xo + winner];
                for (int r = p.from(oy); r < bottom; r++) {
                    for (int c = left; c < right; c++) {
                        float v = x[xo + r * p.w + c];
                        winner = v > m ? r * p.w + c : winner;
                        m = Math.max(m, v);
                    }
                }
                y[yo + o] = m;
                index[io + o] = winner;
            }
        }
    }

    /** As {@link #maxPlane} for windows of two by two side by side, without branches. */
    private static void maxQuads(Plane p, float[] x, int xo, float[] y, int yo, int[] index, int io) {
        int w = p.w;
        for (int oy = 0; oy < p.oh; oy++) {
            int top = xo + 2 * oy * w;
            int row = oy * p.ow;
            for (int ox = 0; ox < p.ow; ox++) {
                int at = top + 2 * ox;
                float m = x[at];
                float v1 = x[at + 1];
                int winner = v1 > m ? 1 : 0;
                m = Math.max(m, v1);
                float v2 = x[at + w];
                winner = v2 > m ? w : winner;
                m = Math.max(m, v2);
                float v3 = x[at + w + 1];
                winner = v3 > m ? w + 1 : winner;
                y[yo + row + ox] = Math.max(m, v3);
                index[io + row + ox] = at - xo + winner;
            }
        }
    }

    /**
     * dx = sum of the dy of the windows that each element won, in order of the windows; (c index, c dy, p dx, f beta, i
     * planes, i h, i w, i oh, i ow, i kernel, i stride, i padding).
     */
    public static void maxBackward(Args a) {
        int[] index = a.ints(0);
        float[] dy = a.floats(1);
        int io = a.at(0);
        int dyo = a.at(1);
        Plane p = Plane.of(a, 5);
        int results = p.oh * p.ow;
        planes(a, 2, p.h * p.w, (plane, g, go) -> {
            int first = plane * results;
            for (int o = first; o < first + results; o++) {
                g[go + index[io + o]] += dy[dyo + o];
            }
        });
    }

    /**
     * y = mean of each window, padding counted as zeros; (c x, p y, i planes, i h, i w, i oh, i ow, i kernel, i stride,
     * i padding).
     */
    public static void avgForward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        int xo = a.at(0);
        int yo = a.at(1);
        Plane p = Plane.of(a, 3);
        float area = p.kernel * p.kernel;
        a.workers().range(a.i32(2), Rows.grain(p.h * p.w), (from, to) -> {
            for (int o = from * p.oh * p.ow; o < to * p.oh * p.ow; o++) {
                int oy = o / p.ow % p.oh;
                int ox = o % p.ow;
                int plane = xo + o / (p.oh * p.ow) * p.h * p.w;
                float sum = 0;
                for (int r = p.from(oy); r < p.to(oy, p.h); r++) {
                    for (int c = p.from(ox); c < p.to(ox, p.w); c++) {
                        sum += x[plane + r * p.w + c];
                    }
                }
                y[yo + o] = sum / area;
            }
        });
    }

    /**
     * dx = sum of dy / kernel^2 of the windows that hold each element, in order of the windows; (c dy, p dx, f beta, i
     * planes, i h, i w, i oh, i ow, i kernel, i stride, i padding).
     */
    public static void avgBackward(Args a) {
        float[] dy = a.floats(0);
        int dyo = a.at(0);
        Plane p = Plane.of(a, 4);
        float area = p.kernel * p.kernel;
        planes(a, 1, p.h * p.w, (plane, g, go) -> {
            for (int o = 0; o < p.oh * p.ow; o++) {
                int oy = o / p.ow;
                int ox = o % p.ow;
                float share = dy[dyo + plane * p.oh * p.ow + o] / area;
                for (int r = p.from(oy); r < p.to(oy, p.h); r++) {
                    for (int c = p.from(ox); c < p.to(ox, p.w); c++) {
                        g[go + r * p.w + c] += share;
                    }
                }
            }
        });
    }

    /** Adds the gradient of one plane to zeros. */
    private interface Scatter {
        void plane(int plane, float[] g, int go);
    }

    /** Gradient planes by scattering; dx, beta and the number of planes are arguments {@code dx} and the two after. */
    private static void planes(Args a, int dx, int size, Scatter body) {
        float[] out = a.floats(dx);
        float beta = a.f32(dx + 1);
        int at = a.at(dx);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(dx + 2), Rows.grain(size), (from, to) -> {
            // Sums are complete before they meet what has arrived, so that a gradient is added exactly.
            float[] g = beta == 0 ? out : new float[size];
            for (int i = from; i < to; i++) {
                int go = beta == 0 ? at + i * size : 0;
                lanes.fill(0, g, go, size);
                body.plane(i, g, go);
                if (beta != 0) {
                    lanes.axpby(1, g, 0, beta, out, at + i * size, size);
                }
            }
        });
    }

    /** y = mean of each plane; (c x, p y, i planes, i size). */
    public static void globalForward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        int xo = a.at(0);
        int yo = a.at(1);
        int size = a.i32(3);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(2), Rows.grain(size), (from, to) -> {
            for (int i = from; i < to; i++) {
                y[yo + i] = lanes.sum(x, xo + i * size, size) / size;
            }
        });
    }

    /** dx = dy / size for every element of the plane; (c dy, p dx, f beta, i planes, i size). */
    public static void globalBackward(Args a) {
        float[] dy = a.floats(0);
        float[] dx = a.floats(1);
        float beta = a.f32(2);
        int dyo = a.at(0);
        int dxo = a.at(1);
        int size = a.i32(4);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(3), Rows.grain(size), (from, to) -> {
            for (int i = from; i < to; i++) {
                float g = dy[dyo + i] / size;
                int at = dxo + i * size;
                if (beta == 0) {
                    lanes.fill(g, dx, at, size);
                } else {
                    lanes.scaleShift(dx, at, beta, g, dx, at, size);
                }
            }
        });
    }
}
