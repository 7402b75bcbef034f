package dev.lethe.cpu.vector;

import static dev.lethe.cpu.vector.VectorMath.L;
import static dev.lethe.cpu.vector.VectorMath.S;
import static dev.lethe.cpu.vector.VectorMath.load;

import jdk.incubator.vector.FloatVector;

/** Loops of {@link VectorMath} over whole vectors; each returns how many elements it has done. */
final class VectorFunctions {
    private static final int BLOCK = 256;

    private VectorFunctions() {}

    static int exp(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            VectorMath.exp(load(x, xo + i)).intoArray(y, yo + i);
        }
        return i;
    }

    static int log(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            VectorMath.log(load(x, xo + i)).intoArray(y, yo + i);
        }
        return i;
    }

    static int tanh(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            VectorMath.tanh(load(x, xo + i)).intoArray(y, yo + i);
        }
        return i;
    }

    static int sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            VectorMath.sigmoid(load(x, xo + i)).intoArray(y, yo + i);
        }
        return i;
    }

    /** The density for the functions below, a block at a time: in one loop with them it is too much to be compiled. */
    private static void density(float[] x, int xo, float[] d, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMath.density(load(x, xo + i)).intoArray(d, i);
        }
    }

    static int gelu(float[] x, int xo, float[] y, int yo, int n) {
        int end = S.loopBound(n);
        float[] d = new float[Math.min(BLOCK, end)];
        for (int from = 0; from < end; from += BLOCK) {
            int count = Math.min(BLOCK, end - from);
            density(x, xo + from, d, count);
            geluBlock(x, xo + from, d, y, yo + from, count);
        }
        return end;
    }

    private static void geluBlock(float[] x, int xo, float[] d, float[] y, int yo, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = load(x, xo + i);
            v.mul(VectorMath.distribution(v, load(d, i))).intoArray(y, yo + i);
        }
    }

    static int geluGrad(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n) {
        int end = S.loopBound(n);
        float[] d = new float[Math.min(BLOCK, end)];
        for (int from = 0; from < end; from += BLOCK) {
            int count = Math.min(BLOCK, end - from);
            density(x, xo + from, d, count);
            slopeBlock(x, xo + from, d, count);
            VectorMaps.multiply(d, 0, dy, dyo + from, beta, dx, dxo + from, count);
        }
        return end;
    }

    /** Replaces densities d by slopes. */
    private static void slopeBlock(float[] x, int xo, float[] d, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector v = load(x, xo + i);
            FloatVector density = load(d, i);
            v.fma(density, VectorMath.distribution(v, density)).intoArray(d, i);
        }
    }
}
