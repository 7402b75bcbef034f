package dev.lethe.cpu;

import java.util.Arrays;

/**
 * {@link Tile} as plain loops.
 *
 * <p>The compiler makes vectors of a loop only if all arrays are indexed by the same expression, so every row of sums is
 * an array of its own, and rows of the right operand are copied to arrays of their own, four at a time.
 */
final class PlainTile implements Tile {
    private static final int ROWS = 8;
    private static final int COLUMNS = 128;

    private final float[][] sums = new float[ROWS][COLUMNS];
    private final float[][] block = new float[ROWS][COLUMNS];
    private final float[] b0 = new float[COLUMNS];
    private final float[] b1 = new float[COLUMNS];
    private final float[] b2 = new float[COLUMNS];
    private final float[] b3 = new float[COLUMNS];

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void packed(int k, float[] a, int ao, float[] b, int bo, int[] at, int m, int n, boolean first) {
        begin(m, n);
        int l = 0;
        for (; l + 4 <= k; l += 4) {
            System.arraycopy(b, bo + at[l], b0, 0, n);
            System.arraycopy(b, bo + at[l + 1], b1, 0, n);
            System.arraycopy(b, bo + at[l + 2], b2, 0, n);
            System.arraycopy(b, bo + at[l + 3], b3, 0, n);
            int p = ao + ROWS * l;
            for (int i = 0; i < m; i++, p++) {
                four(a[p], a[p + ROWS], a[p + 2 * ROWS], a[p + 3 * ROWS], b0, b1, b2, b3, block[i], n);
            }
        }
        for (; l < k; l++) {
            System.arraycopy(b, bo + at[l], b0, 0, n);
            for (int i = 0; i < m; i++) {
                one(a[ao + ROWS * l + i], b0, block[i], n);
            }
        }
        end(m, n, first);
    }

    @Override
    public void gathered(int k, float[] a, int[] row, int[] at, float[] b, int bo, int m, int n, boolean first) {
        begin(m, n);
        int l = 0;
        for (; l + 4 <= k; l += 4) {
            int q = bo + COLUMNS * l;
            System.arraycopy(b, q, b0, 0, n);
            System.arraycopy(b, q + COLUMNS, b1, 0, n);
            System.arraycopy(b, q + 2 * COLUMNS, b2, 0, n);
            System.arraycopy(b, q + 3 * COLUMNS, b3, 0, n);
            for (int i = 0; i < m; i++) {
                int r = row[i];
                four(a[r + at[l]], a[r + at[l + 1]], a[r + at[l + 2]], a[r + at[l + 3]], b0, b1, b2, b3, block[i], n);
            }
        }
        for (; l < k; l++) {
            System.arraycopy(b, bo + COLUMNS * l, b0, 0, n);
            for (int i = 0; i < m; i++) {
                one(a[row[i] + at[l]], b0, block[i], n);
            }
        }
        end(m, n, first);
    }

    private void begin(int m, int n) {
        for (int i = 0; i < m; i++) {
            Arrays.fill(block[i], 0, n, 0);
        }
    }

    private void end(int m, int n, boolean first) {
        for (int i = 0; i < m; i++) {
            if (first) {
                System.arraycopy(block[i], 0, sums[i], 0, n);
            } else {
                add(block[i], sums[i], n);
            }
        }
    }

    private static void add(float[] x, float[] y, int n) {
        for (int j = 0; j < n; j++) {
            y[j] += x[j];
        }
    }

    private static void one(float x, float[] b, float[] s, int n) {
        for (int j = 0; j < n; j++) {
            s[j] = Math.fma(x, b[j], s[j]);
        }
    }

    private static void four(
            float x0, float x1, float x2, float x3, float[] b0, float[] b1, float[] b2, float[] b3, float[] s, int n) {
        for (int j = 0; j < n; j++) {
            s[j] = Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], s[j]))));
        }
    }

    @Override
    public void store(float alpha, float beta, float[] c, int co, int down, int across, int m, int n) {
        for (int i = 0; i < m; i++) {
            float[] s = sums[i];
            int p = co + i * down;
            for (int j = 0; j < n; j++, p += across) {
                float v = alpha * s[j];
                c[p] = beta == 0 ? v : Math.fma(beta, c[p], v);
            }
        }
    }
}
