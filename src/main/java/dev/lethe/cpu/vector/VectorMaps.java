package dev.lethe.cpu.vector;

import static dev.lethe.cpu.vector.VectorMath.L;
import static dev.lethe.cpu.vector.VectorMath.S;
import static dev.lethe.cpu.vector.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementwise loops over whole vectors; each returns how many elements it has done.
 *
 * <p>{@code beta} 0 does not read the old value: the branch on it is the same in every round, and the compiler takes it
 * out of the loop.
 */
final class VectorMaps {
    private VectorMaps() {}

    private static void put(FloatVector g, float beta, float[] y, int at) {
        if (beta == 0) {
            g.intoArray(y, at);
        } else {
            load(y, at).fma(FloatVector.broadcast(S, beta), g).intoArray(y, at);
        }
    }

    static int axpby(float a, float[] x, int xo, float beta, float[] y, int yo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            put(load(x, xo + i).mul(a), beta, y, yo + i);
        }
        return i;
    }

    static int add(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            load(x, xo + i).add(load(y, yo + i)).intoArray(z, zo + i);
        }
        return i;
    }

    static int multiply(float[] x, int xo, float[] y, int yo, float beta, float[] z, int zo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            put(load(x, xo + i).mul(load(y, yo + i)), beta, z, zo + i);
        }
        return i;
    }

    static int scaleShift(float[] x, int xo, float scale, float shift, float[] y, int yo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            load(x, xo + i)
                    .fma(FloatVector.broadcast(S, scale), FloatVector.broadcast(S, shift))
                    .intoArray(y, yo + i);
        }
        return i;
    }

    static int relu(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            FloatVector v = load(x, xo + i);
            v.blend(0, v.compare(VectorOperators.LE, 0)).intoArray(y, yo + i);
        }
        return i;
    }

    static int reluGrad(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            var on = load(x, xo + i).compare(VectorOperators.GT, 0);
            put(FloatVector.zero(S).blend(load(dy, dyo + i), on), beta, dx, dxo + i);
        }
        return i;
    }

    static int softmaxGrad(float[] y, int yo, float[] g, int go, float s, float beta, float[] z, int zo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            put(load(y, yo + i).mul(load(g, go + i).sub(s)), beta, z, zo + i);
        }
        return i;
    }

    static int normalise(
            float[] x, int xo, float mean, float rstd, float[] w, int wo, float[] b, int bo, float[] y, int yo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            load(x, xo + i)
                    .sub(mean)
                    .mul(rstd)
                    .fma(load(w, wo + i), load(b, bo + i))
                    .intoArray(y, yo + i);
        }
        return i;
    }

    /**
     * Rows of {@link dev.lethe.cpu.Lanes#crop} whose last vector does not reach beyond all rows; returns how many. What
     * a vector writes beyond its own row, the next row writes again.
     */
    static int crop(float[] x, int xo, int step, float shift, float[] y, int yo, int rows, int n) {
        int r = 0;
        for (; r < rows && r * n + (n + L - 1) / L * L <= rows * n; r++) {
            for (int j = 0; j < n; j += L) {
                load(x, xo + r * step + j).add(shift).intoArray(y, yo + r * n + j);
            }
        }
        return r;
    }
}
