package dev.lethe.cpu.vector;

import static dev.lethe.cpu.vector.VectorMath.L;
import static dev.lethe.cpu.vector.VectorMath.S;
import static dev.lethe.cpu.vector.VectorMath.load;
import static dev.lethe.cpu.vector.VectorTile.COLUMNS;

import jdk.incubator.vector.FloatVector;

/** The loops of {@link VectorTile#gathered}; sums are local variables so that they stay in registers. */
final class GatheredTiles {
    private GatheredTiles() {}

    /** 8 rows, two vectors. */
    static void eight(int k, float[] a, int[] row, int[] at, float[] b, int bo, float[] sums) {
        int r0 = row[0];
        int r1 = row[1];
        int r2 = row[2];
        int r3 = row[3];
        int r4 = row[4];
        int r5 = row[5];
        int r6 = row[6];
        int r7 = row[7];
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c61 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        FloatVector c71 = FloatVector.zero(S);
        for (int l = 0; l < k; l++) {
            int p = at[l];
            int q = bo + COLUMNS * l;
            FloatVector b0 = load(b, q);
            FloatVector b1 = load(b, q + L);
            FloatVector x = FloatVector.broadcast(S, a[r0 + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(S, a[r1 + p]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(S, a[r2 + p]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(S, a[r3 + p]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(S, a[r4 + p]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(S, a[r5 + p]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(S, a[r6 + p]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(S, a[r7 + p]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, L);
        c10.intoArray(sums, 2 * L);
        c11.intoArray(sums, 3 * L);
        c20.intoArray(sums, 4 * L);
        c21.intoArray(sums, 5 * L);
        c30.intoArray(sums, 6 * L);
        c31.intoArray(sums, 7 * L);
        c40.intoArray(sums, 8 * L);
        c41.intoArray(sums, 9 * L);
        c50.intoArray(sums, 10 * L);
        c51.intoArray(sums, 11 * L);
        c60.intoArray(sums, 12 * L);
        c61.intoArray(sums, 13 * L);
        c70.intoArray(sums, 14 * L);
        c71.intoArray(sums, 15 * L);
    }

    /** 6 rows, two vectors. */
    static void six(int k, float[] a, int[] row, int[] at, float[] b, int bo, float[] sums) {
        int r0 = row[0];
        int r1 = row[1];
        int r2 = row[2];
        int r3 = row[3];
        int r4 = row[4];
        int r5 = row[5];
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        for (int l = 0; l < k; l++) {
            int p = at[l];
            int q = bo + COLUMNS * l;
            FloatVector b0 = load(b, q);
            FloatVector b1 = load(b, q + L);
            FloatVector x = FloatVector.broadcast(S, a[r0 + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(S, a[r1 + p]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(S, a[r2 + p]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(S, a[r3 + p]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(S, a[r4 + p]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(S, a[r5 + p]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, L);
        c10.intoArray(sums, 2 * L);
        c11.intoArray(sums, 3 * L);
        c20.intoArray(sums, 4 * L);
        c21.intoArray(sums, 5 * L);
        c30.intoArray(sums, 6 * L);
        c31.intoArray(sums, 7 * L);
        c40.intoArray(sums, 8 * L);
        c41.intoArray(sums, 9 * L);
        c50.intoArray(sums, 10 * L);
        c51.intoArray(sums, 11 * L);
    }

    /** 8 rows, one vector; the second is of no use. */
    static void eightNarrow(int k, float[] a, int[] row, int[] at, float[] b, int bo, float[] sums) {
        int r0 = row[0];
        int r1 = row[1];
        int r2 = row[2];
        int r3 = row[3];
        int r4 = row[4];
        int r5 = row[5];
        int r6 = row[6];
        int r7 = row[7];
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        for (int l = 0; l < k; l++) {
            int p = at[l];
            int q = bo + COLUMNS * l;
            FloatVector b0 = load(b, q);
            FloatVector x = FloatVector.broadcast(S, a[r0 + p]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(S, a[r1 + p]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(S, a[r2 + p]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(S, a[r3 + p]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(S, a[r4 + p]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(S, a[r5 + p]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(S, a[r6 + p]);
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(S, a[r7 + p]);
            c70 = x.fma(b0, c70);
        }
        c00.intoArray(sums, 0);
        c10.intoArray(sums, 2 * L);
        c20.intoArray(sums, 4 * L);
        c30.intoArray(sums, 6 * L);
        c40.intoArray(sums, 8 * L);
        c50.intoArray(sums, 10 * L);
        c60.intoArray(sums, 12 * L);
        c70.intoArray(sums, 14 * L);
    }
}
