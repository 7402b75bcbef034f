package dev.lethe.cpu.vector;

import static dev.lethe.cpu.vector.VectorMath.L;
import static dev.lethe.cpu.vector.VectorMath.S;
import static dev.lethe.cpu.vector.VectorMath.load;

import dev.lethe.cpu.Tile;
import jdk.incubator.vector.FloatVector;

/**
 * {@link Tile} of two vectors by as many rows as the registers hold: 8 where there are 32 registers, 6 where there are
 * 16.
 */
final class VectorTile implements Tile {
    static final int ROWS = L == 8 ? 6 : 8;
    static final int COLUMNS = 2 * L;

    private final float[] sums = new float[ROWS * COLUMNS];
    private final float[] block = new float[ROWS * COLUMNS];

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
        float[] to = first ? sums : block;
        if (m <= 4) {
            PackedTiles.four(k, a, ao, b, bo, at, to);
        } else if (ROWS == 6) {
            PackedTiles.six(k, a, ao, b, bo, at, to);
        } else if (n <= L) {
            PackedTiles.eightNarrow(k, a, ao, b, bo, at, to);
        } else {
            PackedTiles.eight(k, a, ao, b, bo, at, to);
        }
        if (!first) {
            addBlock();
        }
    }

    @Override
    public void gathered(int k, float[] a, int[] row, int[] at, float[] b, int bo, int m, int n, boolean first) {
        float[] to = first ? sums : block;
        if (ROWS == 6) {
            GatheredTiles.six(k, a, row, at, b, bo, to);
        } else if (n <= L) {
            GatheredTiles.eightNarrow(k, a, row, at, b, bo, to);
        } else {
            GatheredTiles.eight(k, a, row, at, b, bo, to);
        }
        if (!first) {
            addBlock();
        }
    }

    private void addBlock() {
        for (int p = 0; p < sums.length; p += L) {
            load(sums, p).add(load(block, p)).intoArray(sums, p);
        }
    }

    @Override
    public void store(float alpha, float beta, float[] c, int co, int down, int across, int m, int n) {
        if (across == 1) {
            for (int i = 0; i < m; i++) {
                storeRow(alpha, beta, c, co + i * down, COLUMNS * i, n);
            }
        } else {
            for (int j = 0; j < n; j++) {
                int p = co + j * across;
                for (int i = 0; i < m; i++, p += down) {
                    float v = alpha * sums[COLUMNS * i + j];
                    c[p] = beta == 0 ? v : Math.fma(beta, c[p], v);
                }
            }
        }
    }

    private void storeRow(float alpha, float beta, float[] c, int p, int s, int n) {
        int j = 0;
        for (; j <= n - L; j += L) {
            FloatVector v = load(sums, s + j).mul(alpha);
            if (beta == 0) {
                v.intoArray(c, p + j);
            } else {
                load(c, p + j).fma(FloatVector.broadcast(S, beta), v).intoArray(c, p + j);
            }
        }
        for (; j < n; j++) {
            float v = alpha * sums[s + j];
            c[p + j] = beta == 0 ? v : Math.fma(beta, c[p + j], v);
        }
    }
}
