package dev.lethe.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The functions of {@link Scalar} against double precision. */
class ScalarTest {
    private interface Function {
        float of(float x);
    }

    /** Largest error over {@code [low, high]}, of each value divided by {@code scale} of the exact one. */
    private static double worst(
            Function f, DoubleUnaryOperator exact, DoubleUnaryOperator scale, double low, double high) {
        double worst = 0;
        int n = 400_000;
        for (int i = 0; i <= n; i++) {
            float x = (float) (low + (high - low) * i / n);
            double y = exact.applyAsDouble(x);
            worst = Math.max(worst, Math.abs(f.of(x) - y) / scale.applyAsDouble(y));
        }
        return worst;
    }

    private static double relative(Function f, DoubleUnaryOperator exact, double low, double high) {
        return worst(f, exact, Math::abs, low, high);
    }

    private static void within(double bound, double error) {
        assertTrue(error <= bound, () -> "error " + error + " is above " + bound);
    }

    @Test
    void exp() {
        within(1.2e-7, relative(Scalar::exp, StrictMath::exp, -86.97, 88.72));
        assertEquals(1f, Scalar.exp(0f));
        assertEquals(1f, Scalar.exp(-0f));
        assertEquals(1f, Scalar.exp(Float.MIN_VALUE));
        assertEquals(0f, Scalar.exp(Math.nextDown(Scalar.EXP_LOW)));
        assertEquals(0f, Scalar.exp(Float.NEGATIVE_INFINITY));
        assertEquals(0f, Scalar.exp(-Float.MAX_VALUE));
        assertTrue(Float.isFinite(Scalar.exp(Scalar.EXP_HIGH)));
        assertEquals(Float.POSITIVE_INFINITY, Scalar.exp(Math.nextUp(Scalar.EXP_HIGH)));
        assertEquals(Float.POSITIVE_INFINITY, Scalar.exp(Float.MAX_VALUE));
        assertTrue(Float.isNaN(Scalar.exp(Float.NaN)));
    }

    @Test
    void log() {
        within(1.0e-7, relative(Scalar::log, StrictMath::log, 1e-6, 0.5));
        within(1.2e-7, relative(Scalar::log, StrictMath::log, 0.5, 0.999));
        within(1.2e-7, relative(Scalar::log, StrictMath::log, 1.001, 2));
        within(1.0e-7, relative(Scalar::log, StrictMath::log, 2, 1e6));
        for (float x :
                new float[] {Float.MIN_VALUE, 0x1p-140f, 0x1.8p-127f, Float.MIN_NORMAL, 1e30f, Float.MAX_VALUE}) {
            assertEquals(StrictMath.log(x), Scalar.log(x), 1e-5, () -> "log " + x);
        }
        assertEquals(0f, Scalar.log(1));
        assertEquals(Float.NEGATIVE_INFINITY, Scalar.log(0f));
        assertEquals(Float.NEGATIVE_INFINITY, Scalar.log(-0f));
        assertEquals(Float.POSITIVE_INFINITY, Scalar.log(Float.POSITIVE_INFINITY));
        assertTrue(Float.isNaN(Scalar.log(-Float.MIN_VALUE)));
        assertTrue(Float.isNaN(Scalar.log(Float.NEGATIVE_INFINITY)));
        assertTrue(Float.isNaN(Scalar.log(Float.NaN)));
    }

    @Test
    void tanh() {
        within(1.5e-7, relative(Scalar::tanh, StrictMath::tanh, 1e-6, 12));
        for (float x : new float[] {0f, Float.MIN_VALUE, 1e-30f, 0.3f, 0.625f, 3f, 1e30f, Float.POSITIVE_INFINITY}) {
            assertEquals(-Scalar.tanh(x), Scalar.tanh(-x), () -> "tanh " + -x);
        }
        assertEquals(-0f, Scalar.tanh(-0f));
        assertEquals(1e-30f, Scalar.tanh(1e-30f));
        assertEquals(1f, Scalar.tanh(Float.POSITIVE_INFINITY));
        assertTrue(Float.isNaN(Scalar.tanh(Float.NaN)));
    }

    @Test
    void sigmoid() {
        within(2.0e-7, relative(Scalar::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), -86.9, 30));
        assertEquals(0.5f, Scalar.sigmoid(-0f));
        assertEquals(0f, Scalar.sigmoid(Float.NEGATIVE_INFINITY));
        assertEquals(1f, Scalar.sigmoid(Float.POSITIVE_INFINITY));
        assertTrue(Float.isNaN(Scalar.sigmoid(Float.NaN)));
    }

    @Test
    void softplus() {
        within(2.0e-7, relative(Scalar::softplus, x -> StrictMath.log1p(StrictMath.exp(x)), -86.9, 90));
        assertEquals(0f, Scalar.softplus(Float.NEGATIVE_INFINITY));
        assertEquals(Float.POSITIVE_INFINITY, Scalar.softplus(Float.POSITIVE_INFINITY));
        assertTrue(Float.isNaN(Scalar.softplus(Float.NaN)));
    }

    /** Phi by the series of the error function near 0 and by Laplace's continued fraction in the tails. */
    private static double phi(double x) {
        double a = Math.abs(x);
        double density = StrictMath.exp(-0.5 * a * a) / StrictMath.sqrt(2 * Math.PI);
        double tail;
        if (a < 3) {
            double term = a;
            double sum = a;
            for (int k = 1; k < 60; k++) {
                term *= a * a / (2 * k + 1);
                sum += term;
            }
            tail = 0.5 - density * sum;
        } else {
            double f = a;
            for (int k = 80; k > 0; k--) {
                f = a + k / f;
            }
            tail = density / f;
        }
        return x < 0 ? tail : 1 - tail;
    }

    @Test
    void gelu() {
        assertEquals(0.9750021048517795, phi(1.96), 1e-14);
        assertEquals(2.866515718791933e-7, phi(-5), 1e-19);
        within(6e-7, relative(Scalar::gelu, x -> x * phi(x), 1e-6, 20));
        within(6e-7, relative(Scalar::gelu, x -> x * phi(x), -2, -1e-6));
        // The argument of exp is rounded, which shows relative to the value as it vanishes.
        within(6e-6, relative(Scalar::gelu, x -> x * phi(x), -12, -2));
        DoubleUnaryOperator slope = x -> phi(x) + x * StrictMath.exp(-0.5 * x * x) / StrictMath.sqrt(2 * Math.PI);
        within(4e-7, worst(Scalar::geluSlope, slope, y -> 1, -13, 13));
        assertEquals(-0f, Scalar.gelu(-0f));
        assertTrue(Float.isNaN(Scalar.gelu(Float.NaN)));
    }

    @Test
    void partsOfATurn() {
        DoubleUnaryOperator sine = u -> StrictMath.sin(2 * Math.PI * u);
        DoubleUnaryOperator cosine = u -> StrictMath.cos(2 * Math.PI * u);
        within(1.2e-7, worst(Scalar::sinOfTurns, sine, y -> 1, 0, 1));
        within(1.2e-7, worst(Scalar::cosOfTurns, cosine, y -> 1, 0, 1));
        within(1.2e-7, worst(Scalar::sinOfTurns, sine, y -> 1, -3, -2));
        within(1.2e-7, worst(Scalar::cosOfTurns, cosine, y -> 1, 2, 3));
        within(2.5e-7, relative(Scalar::sinOfTurns, sine, 1e-9, 0.49));
        within(2.5e-7, relative(Scalar::cosOfTurns, cosine, -0.249, 0.249));
        for (int quarter = -8; quarter <= 8; quarter++) {
            int q = quarter & 3;
            assertEquals(q == 1 ? 1 : q == 3 ? -1 : 0, Scalar.sinOfTurns(quarter / 4f), 0f, "quarter " + quarter);
            assertEquals(q == 0 ? 1 : q == 2 ? -1 : 0, Scalar.cosOfTurns(quarter / 4f), 0f, "quarter " + quarter);
        }
        for (int e = 3; e < 24; e++) {
            float u = 0x1p-24f * ((1 << e) + 1);
            assertEquals(1, Math.hypot(Scalar.sinOfTurns(u), Scalar.cosOfTurns(u)), 2e-7, "turns " + u);
        }
        assertTrue(Float.isNaN(Scalar.sinOfTurns(Float.NaN)));
        assertTrue(Float.isNaN(Scalar.cosOfTurns(Float.POSITIVE_INFINITY)));
    }
}
