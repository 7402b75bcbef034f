package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.RandomStream;
import dev.lethe.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitTest {
    /** Fan in 50 * 9 = 450, fan out 40 * 9 = 360, 18,000 values. */
    private static final Shape SHAPE = Shape.of(40, 50, 3, 3);

    private static float[] draw(Init init, Shape shape) {
        float[] v = new float[(int) shape.size()];
        init.fill(new RandomStream(3, "init"), shape, v);
        return v;
    }

    private record Moments(double mean, double std, double low, double high) {
        static Moments of(float[] v) {
            double sum = 0;
            double squares = 0;
            double low = v[0];
            double high = v[0];
            for (float x : v) {
                sum += x;
                squares += (double) x * x;
                low = Math.min(low, x);
                high = Math.max(high, x);
            }
            double mean = sum / v.length;
            return new Moments(mean, Math.sqrt(squares / v.length - mean * mean), low, high);
        }
    }

    record Case(String name, Init init, double mean, double std, double bound) {}

    static Case[] cases() {
        return new Case[] {
            uniform("uniform", Init.uniform(-2, 2), 2),
            uniform("kaiming uniform", Init.kaimingUniform(Init.Fan.IN, 0), Math.sqrt(6.0 / 450)),
            uniform("kaiming uniform leaky", Init.kaimingUniform(Init.Fan.OUT, 1), Math.sqrt(3.0 / 360)),
            uniform("standard", Init.standard(), 1 / Math.sqrt(450)),
            uniform("standard bias", Init.standardBias(16), 0.25),
            uniform("xavier uniform", Init.xavierUniform(2), 2 * Math.sqrt(6.0 / 810)),
            new Case("normal", Init.normal(1, 0.5), 1, 0.5, 3),
            new Case(
                    "kaiming normal in",
                    Init.kaimingNormal(Init.Fan.IN, Math.sqrt(2)),
                    0,
                    Math.sqrt(2.0 / 450),
                    6 * Math.sqrt(2.0 / 450)),
            new Case("kaiming normal out", Init.kaimingNormal(Init.Fan.OUT, 1), 0, Math.sqrt(1.0 / 360), 1),
            new Case("xavier normal", Init.xavierNormal(1), 0, Math.sqrt(2.0 / 810), 1),
            // The standard deviation of a normal distribution cut at 2 is 0.87962566.
            new Case("truncated normal", Init.truncatedNormal(0, 0.02, -0.04, 0.04), 0, 0.02 * 0.87962566, 0.04)
        };
    }

    private static Case uniform(String name, Init init, double bound) {
        return new Case(name, init, 0, bound / Math.sqrt(3), bound);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void momentsAndBounds(Case c) {
        Moments m = Moments.of(draw(c.init(), SHAPE));
        // 18,000 values: the mean is off by std / 134 (one sigma), the spread by less than 1 %.
        assertEquals(c.mean(), m.mean(), 4 * c.std() / 134);
        assertEquals(c.std(), m.std(), 0.03 * c.std());
        assertTrue(m.low() >= c.mean() - c.bound() && m.high() <= c.mean() + c.bound(), m.toString());
    }

    @Test
    void constants() {
        assertArrayEquals(new float[] {0, 0}, draw(Init.zeros(), Shape.of(2)));
        assertArrayEquals(new float[] {1, 1}, draw(Init.ones(), Shape.of(2)));
        assertArrayEquals(new float[] {-3, -3}, draw(Init.constant(-3), Shape.of(2)));
    }

    @Test
    void diracHandsChannelsThrough() {
        float[] v = draw(Init.dirac(), Shape.of(3, 2, 3, 3));
        for (int i = 0; i < v.length; i++) {
            assertEquals(i == 4 || i == (1 * 2 + 1) * 9 + 4 ? 1 : 0, v[i], "element " + i);
        }
        assertThrows(IllegalArgumentException.class, () -> draw(Init.dirac(), Shape.of(3, 2)));
    }

    @Test
    void aVectorHasNoFan() {
        assertThrows(IllegalArgumentException.class, () -> draw(Init.standard(), Shape.of(3)));
        assertThrows(IllegalArgumentException.class, () -> Init.truncatedNormal(0, 1, 5, 6));
    }
}
