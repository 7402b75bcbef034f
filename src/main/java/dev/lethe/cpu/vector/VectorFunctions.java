package dev.lethe.cpu.vector;

import static dev.lethe.cpu.vector.VectorMath.L;
import static dev.lethe.cpu.vector.VectorMath.S;
import static dev.lethe.cpu.vector.VectorMath.load;

import jdk.incubator.vector.FloatVector;

/** Loops of {@link VectorMath} over whole vectors; each returns how many elements it has done. */
final class VectorFunctions {
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

    static int gelu(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            FloatVector v = load(x, xo + i);
            v.mul(VectorMath.distribution(v, VectorMath.density(v))).intoArray(y, yo + i);
        }
        return i;
    }

    private static FloatVector geluSlope(FloatVector x) {
        FloatVector d = VectorMath.density(x);
        return x.fma(d, VectorMath.distribution(x, d));
    }

    static int geluGrad(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            load(dy, dyo + i).mul(geluSlope(load(x, xo + i))).intoArray(dx, dxo + i);
        }
        return i;
    }

    static int geluGradOnto(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n) {
        int i = 0;
        for (; i < S.loopBound(n); i += L) {
            FloatVector g = load(dy, dyo + i).mul(geluSlope(load(x, xo + i)));
            load(dx, dxo + i).fma(FloatVector.broadcast(S, beta), g).intoArray(dx, dxo + i);
        }
        return i;
    }
}
