package dev.lethe.cpu.vector;

import static dev.lethe.cpu.vector.VectorMath.L;
import static dev.lethe.cpu.vector.VectorMath.S;
import static dev.lethe.cpu.vector.VectorMath.load;

import dev.lethe.cpu.PlainLanes;
import dev.lethe.cpu.Scalar;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums in the 16 logical lanes of {@link dev.lethe.cpu.Lanes}.
 *
 * <p>A vector of L lanes holds L of the 16; where it is narrower, the range is read 16 / L times, for lanes 0 to L - 1,
 * then L to 2 L - 1, and so on. The elements after the last group of 16 are added to their lanes one by one.
 */
final class VectorSums {
    private static final int LANES = 16;

    private VectorSums() {}

    static float expSum(float[] x, int xo, float shift, float[] y, int yo, int n) {
        float[] s = new float[LANES];
        int end = n & -LANES;
        for (int from = 0; from < LANES; from += L) {
            FloatVector acc = FloatVector.zero(S);
            for (int i = from; i < end; i += LANES) {
                FloatVector e = VectorMath.exp(load(x, xo + i).sub(shift));
                e.intoArray(y, yo + i);
                acc = acc.add(e);
            }
            acc.intoArray(s, from);
        }
        for (int i = end; i < n; i++) {
            float e = Scalar.exp(x[xo + i] - shift);
            y[yo + i] = e;
            s[i - end] += e;
        }
        return PlainLanes.tree(s);
    }

    static float clipSum(float[] x, int xo, float factor, float low, float high, float[] y, int yo, int n) {
        float[] s = new float[LANES];
        int end = n & -LANES;
        for (int from = 0; from < LANES; from += L) {
            FloatVector acc = FloatVector.zero(S);
            for (int i = from; i < end; i += LANES) {
                FloatVector v = load(x, xo + i).mul(factor).max(low).min(high);
                v.intoArray(y, yo + i);
                acc = acc.add(v);
            }
            acc.intoArray(s, from);
        }
        for (int i = end; i < n; i++) {
            float v = Math.min(Math.max(factor * x[xo + i], low), high);
            y[yo + i] = v;
            s[i - end] += v;
        }
        return PlainLanes.tree(s);
    }

    static float withinSum(
            float[] x, int xo, float factor, float low, float high, float[] y, int yo, float[] z, int zo, int n) {
        float[] s = new float[LANES];
        int end = n & -LANES;
        for (int from = 0; from < LANES; from += L) {
            FloatVector acc = FloatVector.zero(S);
            for (int i = from; i < end; i += LANES) {
                FloatVector p = load(x, xo + i).mul(factor);
                var on = p.compare(VectorOperators.GE, low).and(p.compare(VectorOperators.LE, high));
                FloatVector v = FloatVector.zero(S).blend(p.mul(load(y, yo + i)), on);
                v.intoArray(z, zo + i);
                acc = acc.add(v);
            }
            acc.intoArray(s, from);
        }
        for (int i = end; i < n; i++) {
            float p = factor * x[xo + i];
            float v = p >= low && p <= high ? p * y[yo + i] : 0;
            z[zo + i] = v;
            s[i - end] += v;
        }
        return PlainLanes.tree(s);
    }

    static float sum(float[] x, int xo, int n) {
        float[] s = new float[LANES];
        int end = n & -LANES;
        for (int from = 0; from < LANES; from += L) {
            FloatVector acc = FloatVector.zero(S);
            for (int i = from; i < end; i += LANES) {
                acc = acc.add(load(x, xo + i));
            }
            acc.intoArray(s, from);
        }
        for (int i = end; i < n; i++) {
            s[i - end] += x[xo + i];
        }
        return PlainLanes.tree(s);
    }

    static float dot(float[] x, int xo, float[] y, int yo, int n) {
        float[] s = new float[LANES];
        int end = n & -LANES;
        for (int from = 0; from < LANES; from += L) {
            FloatVector acc = FloatVector.zero(S);
            for (int i = from; i < end; i += LANES) {
                acc = load(x, xo + i).fma(load(y, yo + i), acc);
            }
            acc.intoArray(s, from);
        }
        for (int i = end; i < n; i++) {
            s[i - end] = Math.fma(x[xo + i], y[yo + i], s[i - end]);
        }
        return PlainLanes.tree(s);
    }

    static float squaredDeviations(float[] x, int xo, float mean, int n) {
        float[] s = new float[LANES];
        int end = n & -LANES;
        for (int from = 0; from < LANES; from += L) {
            FloatVector acc = FloatVector.zero(S);
            for (int i = from; i < end; i += LANES) {
                FloatVector d = load(x, xo + i).sub(mean);
                acc = d.fma(d, acc);
            }
            acc.intoArray(s, from);
        }
        for (int i = end; i < n; i++) {
            float d = x[xo + i] - mean;
            s[i - end] = Math.fma(d, d, s[i - end]);
        }
        return PlainLanes.tree(s);
    }

    static float dotDeviations(float[] x, int xo, float mean, float[] dy, int dyo, int n) {
        float[] s = new float[LANES];
        int end = n & -LANES;
        for (int from = 0; from < LANES; from += L) {
            FloatVector acc = FloatVector.zero(S);
            for (int i = from; i < end; i += LANES) {
                acc = load(x, xo + i).sub(mean).fma(load(dy, dyo + i), acc);
            }
            acc.intoArray(s, from);
        }
        for (int i = end; i < n; i++) {
            s[i - end] = Math.fma(x[xo + i] - mean, dy[dyo + i], s[i - end]);
        }
        return PlainLanes.tree(s);
    }

    static float max(float[] x, int xo, int n) {
        float m = Float.NEGATIVE_INFINITY;
        int i = 0;
        if (n >= L) {
            FloatVector acc = load(x, xo);
            for (i = L; i < S.loopBound(n); i += L) {
                acc = acc.max(load(x, xo + i));
            }
            float[] lanes = new float[L];
            acc.intoArray(lanes, 0);
            for (float v : lanes) {
                m = Math.max(m, v);
            }
        }
        for (; i < n; i++) {
            m = Math.max(m, x[xo + i]);
        }
        return m;
    }
}
