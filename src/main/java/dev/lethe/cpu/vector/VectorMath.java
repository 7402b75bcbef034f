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

    private VectorMath() {}

    static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(S, x, at);
    }

    /** c + t (x), one step of Horner's scheme. */
    private static FloatVector step(FloatVector p, FloatVector x, float c) {
        return p.fma(x, FloatVector.broadcast(S, c));
    }

    static FloatVector exp(FloatVector x) {
        FloatVector t = step(x, FloatVector.broadcast(S, Scalar.LOG2E), Scalar.ROUND);
        FloatVector n = t.sub(Scalar.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(S, -Scalar.LN2_HI), x);
        r = n.fma(FloatVector.broadcast(S, -Scalar.LN2_LO), r);
        FloatVector p = step(FloatVector.broadcast(S, Scalar.E0), r, Scalar.E1);
        p = step(p, r, Scalar.E2);
        p = step(p, r, Scalar.E3);
        p = step(p, r, Scalar.E4);
        p = step(p, r, Scalar.E5);
        p = p.fma(r.mul(r), r).add(1);
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
                .sub(Scalar.ROUND);
        e = e.blend(e.sub(23), tiny);
        FloatVector f =
                bits.and(0x007FFFFF).add(Scalar.SQRT_HALF).reinterpretAsFloats().sub(1);
        FloatVector y = logOfMantissa(e, f);
        return y.blend(Float.NaN, x.compare(VectorOperators.GT, 0).not())
                .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    }

    /** e ln 2 + ln(1 + f). */
    private static FloatVector logOfMantissa(FloatVector e, FloatVector f) {
        FloatVector z = f.mul(f);
        FloatVector p = step(FloatVector.broadcast(S, Scalar.L0), f, Scalar.L1);
        p = step(p, f, Scalar.L2);
        p = step(p, f, Scalar.L3);
        p = step(p, f, Scalar.L4);
        p = step(p, f, Scalar.L5);
        p = step(p, f, Scalar.L6);
        p = step(p, f, Scalar.L7);
        p = step(p, f, Scalar.L8);
        FloatVector y = p.mul(f).mul(z);
        y = e.fma(FloatVector.broadcast(S, Scalar.LN2_LO), y);
        y = z.fma(FloatVector.broadcast(S, -0.5f), y);
        return e.fma(FloatVector.broadcast(S, Scalar.LN2_HI), f.add(y));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector z = a.mul(a);
        FloatVector p = step(FloatVector.broadcast(S, Scalar.T0), z, Scalar.T1);
        p = step(p, z, Scalar.T2);
        p = step(p, z, Scalar.T3);
        p = step(p, z, Scalar.T4);
        FloatVector near = p.mul(z).fma(a, a);
        FloatVector one = FloatVector.broadcast(S, 1);
        FloatVector far = one.sub(FloatVector.broadcast(S, 2).div(exp(a.add(a)).add(1)));
        FloatVector magnitude = far.blend(near, a.compare(VectorOperators.LT, 0.625f));
        IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
        return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector top = FloatVector.broadcast(S, 1).blend(e, x.compare(VectorOperators.LT, 0));
        return top.div(e.add(1));
    }

    static FloatVector density(FloatVector x) {
        return exp(x.mul(-0.5f).mul(x)).mul(Scalar.INV_SQRT_2PI);
    }

    static FloatVector distribution(FloatVector x, FloatVector density) {
        FloatVector one = FloatVector.broadcast(S, 1);
        FloatVector t = one.div(x.abs().fma(FloatVector.broadcast(S, Scalar.QT), one));
        FloatVector p = step(FloatVector.broadcast(S, Scalar.Q7), t, Scalar.Q6);
        p = step(p, t, Scalar.Q5);
        p = step(p, t, Scalar.Q4);
        p = step(p, t, Scalar.Q3);
        p = step(p, t, Scalar.Q2);
        p = step(p, t, Scalar.Q1);
        p = step(p, t, Scalar.Q0);
        FloatVector tail = density.mul(p.mul(t));
        return one.sub(tail).blend(tail, x.compare(VectorOperators.LT, 0));
    }
}
