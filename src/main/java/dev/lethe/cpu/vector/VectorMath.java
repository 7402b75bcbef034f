package dev.lethe.cpu.vector;

import dev.lethe.cpu.Scalar;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The functions of {@link Scalar} on vectors, step by step the same. */
final class VectorMath {
    /** The widest vectors of this machine, at most the 16 lanes of a sum. */
    static final VectorSpecies<Float> S =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    static final int L = S.length();

    // Constants as vectors: broadcasting them anew doubles the work of the compiler, which gives up on long functions.
    private static final FloatVector LOG2E = all(Scalar.LOG2E);
    private static final FloatVector ROUND = all(Scalar.ROUND);
    private static final FloatVector E0 = all(Scalar.E0);
    private static final FloatVector E1 = all(Scalar.E1);
    private static final FloatVector E2 = all(Scalar.E2);
    private static final FloatVector E3 = all(Scalar.E3);
    private static final FloatVector E4 = all(Scalar.E4);
    private static final FloatVector E5 = all(Scalar.E5);
    private static final FloatVector L0 = all(Scalar.L0);
    private static final FloatVector L1 = all(Scalar.L1);
    private static final FloatVector L2 = all(Scalar.L2);
    private static final FloatVector L3 = all(Scalar.L3);
    private static final FloatVector L4 = all(Scalar.L4);
    private static final FloatVector L5 = all(Scalar.L5);
    private static final FloatVector L6 = all(Scalar.L6);
    private static final FloatVector L7 = all(Scalar.L7);
    private static final FloatVector L8 = all(Scalar.L8);
    private static final FloatVector T0 = all(Scalar.T0);
    private static final FloatVector T1 = all(Scalar.T1);
    private static final FloatVector T2 = all(Scalar.T2);
    private static final FloatVector T3 = all(Scalar.T3);
    private static final FloatVector T4 = all(Scalar.T4);
    private static final FloatVector QT = all(Scalar.QT);
    private static final FloatVector Q0 = all(Scalar.Q0);
    private static final FloatVector Q1 = all(Scalar.Q1);
    private static final FloatVector Q2 = all(Scalar.Q2);
    private static final FloatVector Q3 = all(Scalar.Q3);
    private static final FloatVector Q4 = all(Scalar.Q4);
    private static final FloatVector Q5 = all(Scalar.Q5);
    private static final FloatVector Q6 = all(Scalar.Q6);
    private static final FloatVector Q7 = all(Scalar.Q7);
    private static final FloatVector INV_SQRT_2PI = all(Scalar.INV_SQRT_2PI);
    private static final FloatVector LN2_HI = all(Scalar.LN2_HI);
    private static final FloatVector LN2_LO = all(Scalar.LN2_LO);
    private static final FloatVector MINUS_LN2_HI = all(-Scalar.LN2_HI);
    private static final FloatVector MINUS_LN2_LO = all(-Scalar.LN2_LO);
    private static final FloatVector MINUS_HALF = all(-0.5f);
    private static final FloatVector ONE = all(1);
    private static final FloatVector TWO = all(2);

    private VectorMath() {}

    private static FloatVector all(float value) {
        return FloatVector.broadcast(S, value);
    }

    static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(S, x, at);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector t = x.fma(LOG2E, ROUND);
        FloatVector n = t.sub(ROUND);
        FloatVector r = n.fma(MINUS_LN2_HI, x);
        r = n.fma(MINUS_LN2_LO, r);
        FloatVector p = E0.fma(r, E1);
        p = p.fma(r, E2);
        p = p.fma(r, E3);
        p = p.fma(r, E4);
        p = p.fma(r, E5);
        p = p.fma(r.mul(r), r).add(ONE);
        IntVector exponent = t.reinterpretAsInts().sub(Scalar.ROUND_BITS - 126);
        FloatVector half = exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return p.add(p)
                .mul(half)
                .blend(0, x.compare(VectorOperators.LT, Scalar.EXP_LOW))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, Scalar.EXP_HIGH));
    }

    static FloatVector log(FloatVector x) {
        var tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        FloatVector scaled = x.blend(x.mul(0x1p23f), tiny);
        IntVector bits = scaled.reinterpretAsInts().sub(Scalar.SQRT_HALF);
        // The exponent as a float: ROUND + e has e in its low bits.
        FloatVector e = bits.lanewise(VectorOperators.ASHR, 23)
                .add(Scalar.ROUND_BITS)
                .reinterpretAsFloats()
                .sub(ROUND);
        e = e.blend(e.sub(23), tiny);
        FloatVector f =
                bits.and(0x007FFFFF).add(Scalar.SQRT_HALF).reinterpretAsFloats().sub(ONE);
        FloatVector y = logOfMantissa(e, f);
        return y.blend(Float.NaN, x.compare(VectorOperators.GT, 0).not())
                .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    }

    /** e ln 2 + ln(1 + f). */
    private static FloatVector logOfMantissa(FloatVector e, FloatVector f) {
        FloatVector z = f.mul(f);
        FloatVector p = L0.fma(f, L1);
        p = p.fma(f, L2);
        p = p.fma(f, L3);
        p = p.fma(f, L4);
        p = p.fma(f, L5);
        p = p.fma(f, L6);
        p = p.fma(f, L7);
        p = p.fma(f, L8);
        FloatVector y = p.mul(f).mul(z);
        y = e.fma(LN2_LO, y);
        y = z.fma(MINUS_HALF, y);
        return e.fma(LN2_HI, f.add(y));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector z = a.mul(a);
        FloatVector p = T0.fma(z, T1);
        p = p.fma(z, T2);
        p = p.fma(z, T3);
        p = p.fma(z, T4);
        FloatVector near = p.mul(z).fma(a, a);
        FloatVector far = ONE.sub(TWO.div(exp(a.add(a)).add(ONE)));
        FloatVector magnitude = far.blend(near, a.compare(VectorOperators.LT, 0.625f));
        IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
        return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector top = ONE.blend(e, x.compare(VectorOperators.LT, 0));
        return top.div(e.add(ONE));
    }

    static FloatVector density(FloatVector x) {
        return exp(x.mul(MINUS_HALF).mul(x)).mul(INV_SQRT_2PI);
    }

    static FloatVector distribution(FloatVector x, FloatVector density) {
        FloatVector t = ONE.div(x.abs().fma(QT, ONE));
        FloatVector p = Q7.fma(t, Q6);
        p = p.fma(t, Q5);
        p = p.fma(t, Q4);
        p = p.fma(t, Q3);
        p = p.fma(t, Q2);
        p = p.fma(t, Q1);
        p = p.fma(t, Q0);
        FloatVector tail = density.mul(p.mul(t));
        return ONE.sub(tail).blend(tail, x.compare(VectorOperators.LT, 0));
    }
}
