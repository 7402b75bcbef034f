package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/rows.cu}: matrices with a vector per row or column. */
public final class Rows {
    private Rows() {}

    /** y[r] += b; (c b, p y, i rows, i columns). */
    public static void addRow(Args a) {
        float[] b = a.floats(0);
        float[] y = a.floats(1);
        int bo = a.at(0);
        int yo = a.at(1);
        int columns = a.i32(3);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(2), grain(columns), (from, to) -> {
            for (int r = from; r < to; r++) {
                int at = yo + r * columns;
                lanes.add(y, at, b, bo, y, at, columns);
            }
        });
    }

    /** s = sum of the rows of x, in order, + beta s; (c x, p s, f beta, i rows, i columns). */
    public static void columnSum(Args a) {
        float[] x = a.floats(0);
        float[] s = a.floats(1);
        float beta = a.f32(2);
        int rows = a.i32(3);
        int columns = a.i32(4);
        int xo = a.at(0);
        int so = a.at(1);
        Lanes lanes = Lanes.get();
        a.workers().range(columns, Math.max(16, grain(rows)), (from, to) -> {
            int n = to - from;
            float[] total = new float[n];
            for (int r = 0; r < rows; r++) {
                lanes.add(total, 0, x, xo + r * columns + from, total, 0, n);
            }
            lanes.axpby(1, total, 0, beta, s, so + from, n);
        });
    }

    /**
     * y = x / max(|x|, eps) per row, norm = max(|x|, eps) unless null; (c x, p y, p norm, f eps, i rows, i columns).
     */
    public static void l2NormaliseForward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        float[] norm = a.floats(2);
        int xo = a.at(0);
        int yo = a.at(1);
        int no = a.at(2);
        float eps = a.f32(3);
        int columns = a.i32(5);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(4), grain(columns), (from, to) -> {
            for (int r = from; r < to; r++) {
                int at = xo + r * columns;
                float length = Math.max((float) Math.sqrt(lanes.dot(x, at, x, at, columns)), eps);
                lanes.axpby(1 / length, x, at, 0, y, yo + r * columns, columns);
                if (norm != null) {
                    norm[no + r] = length;
                }
            }
        });
    }

    /**
     * dx = (dy - y (y . dy)) / norm per row, dy / eps where the norm was clamped; (c y, c norm, c dy, p dx, f beta,
     * f eps, i rows, i columns).
     */
    public static void l2NormaliseBackward(Args a) {
        float[] y = a.floats(0);
        float[] norm = a.floats(1);
        float[] dy = a.floats(2);
        float[] dx = a.floats(3);
        int yo = a.at(0);
        int no = a.at(1);
        int dyo = a.at(2);
        int dxo = a.at(3);
        float beta = a.f32(4);
        float eps = a.f32(5);
        int columns = a.i32(7);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(6), grain(columns), (from, to) -> {
            float[] t = new float[columns];
            for (int r = from; r < to; r++) {
                int at = r * columns;
                float length = norm[no + r];
                float along = length > eps ? lanes.dot(y, yo + at, dy, dyo + at, columns) : 0;
                System.arraycopy(y, yo + at, t, 0, columns);
                lanes.axpby(1, dy, dyo + at, -along, t, 0, columns);
                lanes.axpby(1 / length, t, 0, beta, dx, dxo + at, columns);
            }
        });
    }

    /** How many rows of {@code width} elements are worth a thread of their own. */
    static int grain(int width) {
        return Math.max(1, Elementwise.GRAIN / Math.max(1, width));
    }
}
