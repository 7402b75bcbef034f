package dev.lethe.cpu;

/**
 * Transcendental functions of one float, in IEEE operations only, so that every JDK, machine and vector width gives the
 * same bits. The vector bodies and the CUDA kernels take the same steps.
 *
 * <p>Polynomials of exp, log and tanh are those of the Cephes library (Moshier); the normal tail was fitted for this
 * project.
 */
public final class Scalar {
    public static final float LOG2E = 1.44269504f;
    /** Adding and subtracting it rounds to the nearest integer. */
    public static final float ROUND = 12582912f;

    public static final float LN2_HI = 0.693359375f;
    public static final float LN2_LO = -2.12194440e-4f;
    /** Bits of {@link #ROUND}. */
    public static final int ROUND_BITS = 0x4B400000;

    /** Below, exp is 0: 2^n with n down to -125 is what its steps can make. */
    public static final float EXP_LOW = -86.98f;
    /** Above, exp is infinite. */
    public static final float EXP_HIGH = 88.72283f;

    public static final float E0 = 1.9875691500e-4f;
    public static final float E1 = 1.3981999507e-3f;
    public static final float E2 = 8.3334519073e-3f;
    public static final float E3 = 4.1665795894e-2f;
    public static final float E4 = 1.6666665459e-1f;
    public static final float E5 = 5.0000001201e-1f;

    public static final float L0 = 7.0376836292e-2f;
    public static final float L1 = -1.1514610310e-1f;
    public static final float L2 = 1.1676998740e-1f;
    public static final float L3 = -1.2420140846e-1f;
    public static final float L4 = 1.4249322787e-1f;
    public static final float L5 = -1.6668057665e-1f;
    public static final float L6 = 2.0000714765e-1f;
    public static final float L7 = -2.4999993993e-1f;
    public static final float L8 = 3.3333331174e-1f;
    /** Bits of the square root of one half: mantissas are taken from there to twice as much. */
    public static final int SQRT_HALF = 0x3F3504F3;

    public static final float T0 = -5.70498872745e-3f;
    public static final float T1 = 2.06390887954e-2f;
    public static final float T2 = -5.37397155531e-2f;
    public static final float T3 = 1.33314422036e-1f;
    public static final float T4 = -3.33332819422e-1f;

    /** Tail of the normal distribution: Q(x) = phi(x) t (Q0 + Q1 t + ...), t = 1 / (1 + 0.3 x), x >= 0. */
    public static final float QT = 0.3f;

    public static final float Q0 = 0.2998662292957306f;
    public static final float Q1 = 0.3026847541332245f;
    public static final float Q2 = 0.2504492402076721f;
    public static final float Q3 = 0.32224541902542114f;
    public static final float Q4 = -0.1345444619655609f;
    public static final float Q5 = 0.5172291398048401f;
    public static final float Q6 = -0.3940366208553314f;
    public static final float Q7 = 0.08942022919654846f;
    public static final float INV_SQRT_2PI = 0.39894228f;

    /** Sine and cosine of at most an eighth of a turn, after Cephes. */
    public static final float TWO_PI = 6.2831853f;

    public static final float S0 = -1.9515295891e-4f;
    public static final float S1 = 8.3321608736e-3f;
    public static final float S2 = -1.6666654611e-1f;
    public static final float C0 = 2.443315711809948e-5f;
    public static final float C1 = -1.388731625493765e-3f;
    public static final float C2 = 4.166664568298827e-2f;

    private Scalar() {}

    /** e^x; relative error below 9e-8. 0 where the result would be below 1.7e-38, about where floats end. */
    public static float exp(float x) {
        float t = Math.fma(x, LOG2E, ROUND);
        float n = t - ROUND;
        float r = Math.fma(n, -LN2_HI, x);
        r = Math.fma(n, -LN2_LO, r);
        float p = Math.fma(E0, r, E1);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, E4);
        p = Math.fma(p, r, E5);
        p = Math.fma(p, r * r, r) + 1;
        // 2p times 2^(n-1), since n may be 128. The low bits of t are n; out of range they are anything.
        float half = Float.intBitsToFloat(Float.floatToRawIntBits(t) - ROUND_BITS + 126 << 23);
        float y = (p + p) * half;
        return x < EXP_LOW ? 0 : x > EXP_HIGH ? Float.POSITIVE_INFINITY : y;
    }

    /** Natural logarithm; relative error below 9e-8; -Infinity at 0, NaN below. */
    public static float log(float x) {
        boolean tiny = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(tiny ? x * 0x1p23f : x) - SQRT_HALF;
        float e = (float) ((bits >> 23) - (tiny ? 23 : 0));
        float f = Float.intBitsToFloat((bits & 0x007FFFFF) + SQRT_HALF) - 1;
        float z = f * f;
        float p = Math.fma(L0, f, L1);
        p = Math.fma(p, f, L2);
        p = Math.fma(p, f, L3);
        p = Math.fma(p, f, L4);
        p = Math.fma(p, f, L5);
        p = Math.fma(p, f, L6);
        p = Math.fma(p, f, L7);
        p = Math.fma(p, f, L8);
        float y = p * f * z;
        y = Math.fma(e, LN2_LO, y);
        y = Math.fma(-0.5f, z, y);
        y = Math.fma(e, LN2_HI, f + y);
        if (x > 0 && x < Float.POSITIVE_INFINITY) {
            return y;
        }
        return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
    }

    /** Hyperbolic tangent, odd to the bit; relative error below 1.5e-7. */
    public static float tanh(float x) {
        float a = Math.abs(x);
        float z = a * a;
        float p = Math.fma(T0, z, T1);
        p = Math.fma(p, z, T2);
        p = Math.fma(p, z, T3);
        p = Math.fma(p, z, T4);
        float near = Math.fma(p * z, a, a);
        float far = 1 - 2 / (exp(a + a) + 1);
        return Math.copySign(a < 0.625f ? near : far, x);
    }

    /** Logistic function 1 / (1 + e^-x); relative error below 2e-7. */
    public static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /** ln(1 + e^x), without overflow; relative error below 2e-7, also where it is small. */
    public static float softplus(float x) {
        float e = exp(-Math.abs(x));
        float u = 1 + e;
        // What rounding took from 1 + e comes back to first order.
        return Math.max(x, 0) + (log(u) + (e - (u - 1)) / u);
    }

    /** Density of the standard normal distribution. */
    public static float density(float x) {
        return INV_SQRT_2PI * exp(-0.5f * x * x);
    }

    /** Distribution function of the standard normal distribution, given its density at x; relative error 5e-7. */
    public static float distribution(float x, float density) {
        float t = 1 / Math.fma(QT, Math.abs(x), 1);
        float p = Math.fma(Q7, t, Q6);
        p = Math.fma(p, t, Q5);
        p = Math.fma(p, t, Q4);
        p = Math.fma(p, t, Q3);
        p = Math.fma(p, t, Q2);
        p = Math.fma(p, t, Q1);
        p = Math.fma(p, t, Q0);
        float tail = density * (p * t);
        return x < 0 ? tail : 1 - tail;
    }

    /** x Phi(x); relative error below 6e-7 from -2 on, 6e-6 below, where the argument of exp is rounded. */
    public static float gelu(float x) {
        return x * distribution(x, density(x));
    }

    /** Phi(x) + x phi(x). */
    public static float geluSlope(float x) {
        float d = density(x);
        return Math.fma(x, d, distribution(x, d));
    }

    /** sin(2 pi u) for |u| up to 2^20; error below 1.2e-7 of 1, and relative below 2.5e-7. */
    public static float sinOfTurns(float u) {
        return ofTurns(u, 0);
    }

    /** cos(2 pi u) for |u| up to 2^20; error below 1.2e-7 of 1, and relative below 2.5e-7. */
    public static float cosOfTurns(float u) {
        return ofTurns(u, 1);
    }

    /** Sine of u turns and {@code quarters}. */
    private static float ofTurns(float u, int quarters) {
        float t = Math.fma(u, 4, ROUND);
        int quarter = Float.floatToRawIntBits(t) + quarters;
        // Exact: what is left is a multiple of the last place of u.
        float x = Math.fma(t - ROUND, -0.25f, u) * TWO_PI;
        float z = x * x;
        float s = Math.fma(Math.fma(Math.fma(S0, z, S1), z, S2) * z, x, x);
        float c = Math.fma(Math.fma(Math.fma(C0, z, C1), z, C2) * z, z, Math.fma(-0.5f, z, 1));
        // Quarters of random angles would be guessed wrongly, so that nothing branches.
        int odd = -(quarter & 1);
        int bits = Float.floatToRawIntBits(s) & ~odd | Float.floatToRawIntBits(c) & odd;
        return Float.intBitsToFloat(bits ^ (quarter & 2) << 30);
    }
}
