package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.Workers;

/** Bodies of the kernels in {@code kernels/shapes.cu}: values moved to other places, none computed. */
public final class Shapes {
    /** Most axes of a permutation, after neighbours that stay together were merged. */
    public static final int AXES = 5;

    private Shapes() {}

    /** y[r][at + c] = x[r][c], y of rows of stride; (c x, p y, i rows, i width, i stride, i at). */
    public static void paste(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        int xo = a.at(0);
        int yo = a.at(1) + a.i32(5);
        int width = a.i32(3);
        int stride = a.i32(4);
        a.workers().range(a.i32(2), Rows.grain(width), (from, to) -> {
            for (int r = from; r < to; r++) {
                System.arraycopy(x, xo + r * width, y, yo + r * stride, width);
            }
        });
    }

    /** y[r][c] = x[r][at + c] + beta y[r][c], x of rows of stride; (c x, p y, f beta, i rows, i width, i stride, i at). */
    public static void cut(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        float beta = a.f32(2);
        int width = a.i32(4);
        int stride = a.i32(5);
        int xo = a.at(0) + a.i32(6);
        int yo = a.at(1);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(3), Rows.grain(width), (from, to) -> {
            for (int r = from; r < to; r++) {
                lanes.axpby(1, x, xo + r * stride, beta, y, yo + r * width, width);
            }
        });
    }

    /**
     * The derivative of {@link #cut}: dx[r][at + c] = dy[r][c] + beta dx[r][at + c], and beta dx elsewhere, which is 0
     * for beta 0; (c dy, p dx, f beta, i rows, i width, i stride, i at).
     */
    public static void cutBackward(Args a) {
        float[] dy = a.floats(0);
        float[] dx = a.floats(1);
        float beta = a.f32(2);
        int width = a.i32(4);
        int stride = a.i32(5);
        int before = a.i32(6);
        int after = before + width;
        int dyo = a.at(0);
        int dxo = a.at(1);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(3), Rows.grain(stride), (from, to) -> {
            for (int r = from; r < to; r++) {
                int row = dxo + r * stride;
                lanes.axpby(1, dy, dyo + r * width, beta, dx, row + before, width);
                if (beta == 0) {
                    lanes.fill(0, dx, row, before);
                    lanes.fill(0, dx, row + after, stride - after);
                } else if (beta != 1) {
                    lanes.scaleShift(dx, row, beta, 0, dx, row, before);
                    lanes.scaleShift(dx, row + after, beta, 0, dx, row + after, stride - after);
                }
            }
        });
    }

    /**
     * y[i0]..[i4] = x[i0 s0 + .. + i4 s4] + beta y, y of extents d0..d4; (c x, p y, f beta, i d0, i d1, i d2, i d3,
     * i d4, i s0, i s1, i s2, i s3, i s4).
     */
    public static void permute(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        float beta = a.f32(2);
        int xo = a.at(0);
        int yo = a.at(1);
        int[] d = new int[AXES];
        int[] s = new int[AXES];
        for (int i = 0; i < AXES; i++) {
            d[i] = a.i32(3 + i);
            s[i] = a.i32(3 + AXES + i);
        }
        int width = d[AXES - 1];
        int step = s[AXES - 1];
        Lanes lanes = Lanes.get();
        Workers.Range body = (from, to) -> {
            for (int r = from; r < to; r++) {
                int left = r;
                int source = xo;
                for (int i = AXES - 2; i >= 0; i--) {
                    source += left % d[i] * s[i];
                    left /= d[i];
                }
                int target = yo + r * width;
                if (step == 1) {
                    lanes.axpby(1, x, source, beta, y, target, width);
                } else {
                    for (int c = 0; c < width; c++) {
                        y[target + c] = Elementwise.put(x[source + c * step], beta, y, target + c);
                    }
                }
            }
        };
        a.workers().range(d[0] * d[1] * d[2] * d[3], Rows.grain(width), body);
    }
}
