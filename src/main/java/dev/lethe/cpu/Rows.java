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

    /** How many rows of {@code width} elements are worth a thread of their own. */
    static int grain(int width) {
        return Math.max(1, Elementwise.GRAIN / Math.max(1, width));
    }
}
