package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/reductions.cu}: sums, and numbers spread over what they were summed from. */
public final class Reductions {
    /** Elements that are summed as one; the sums of these blocks are then summed, whatever the number of threads. */
    private static final int BLOCK = 4096;

    private Reductions() {}

    /** y[0] = alpha sum of x; (c x, f alpha, p y, i n). */
    public static void sum(Args a) {
        float[] x = a.floats(0);
        int xo = a.at(0);
        int n = a.i32(3);
        int blocks = (int) (((long) n + BLOCK - 1) / BLOCK);
        float[] parts = new float[blocks];
        Lanes lanes = Lanes.get();
        a.workers().range(blocks, Elementwise.GRAIN / BLOCK, (from, to) -> {
            for (int b = from; b < to; b++) {
                int first = b * BLOCK;
                parts[b] = lanes.sum(x, xo + first, Math.min(BLOCK, n - first));
            }
        });
        a.floats(2)[a.at(2)] = a.f32(1) * lanes.sum(parts, 0, blocks);
    }

    /** y[r] = alpha sum of row r of x; (c x, f alpha, p y, i rows, i columns). */
    public static void rowSum(Args a) {
        float[] x = a.floats(0);
        float alpha = a.f32(1);
        float[] y = a.floats(2);
        int xo = a.at(0);
        int yo = a.at(2);
        int columns = a.i32(4);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(3), Rows.grain(columns), (from, to) -> {
            for (int r = from; r < to; r++) {
                y[yo + r] = alpha * lanes.sum(x, xo + r * columns, columns);
            }
        });
    }

    /** dx[r][c] = alpha dy[r] + beta dx[r][c]; (c dy, f alpha, p dx, f beta, i rows, i columns). */
    public static void spread(Args a) {
        float[] dy = a.floats(0);
        float alpha = a.f32(1);
        float[] dx = a.floats(2);
        float beta = a.f32(3);
        int dyo = a.at(0);
        int dxo = a.at(2);
        int columns = a.i32(5);
        Lanes lanes = Lanes.get();
        // Shared by elements, not by rows: a full sum is one row.
        a.workers().range(a.i32(4) * columns, Elementwise.GRAIN, (from, to) -> {
            int at = from;
            while (at < to) {
                int r = at / columns;
                int n = Math.min(to, (r + 1) * columns) - at;
                float g = alpha * dy[dyo + r];
                if (beta == 0) {
                    lanes.fill(g, dx, dxo + at, n);
                } else {
                    lanes.scaleShift(dx, dxo + at, beta, g, dx, dxo + at, n);
                }
                at += n;
            }
        });
    }
}
