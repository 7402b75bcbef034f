package dev.lethe.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lethe.Tensor;
import dev.lethe.nn.Parameter;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("devices")
class OptimizerTest {
    private static final int STEPS = 10;
    private static final Schedule RATE = Schedule.cosine(0.1, 0.01, STEPS);

    /** One element's update in double. */
    private interface Reference {
        /** Returns the new value; {@code state} holds up to two numbers. */
        double step(double p, double g, double rate, int t, double decay, double[] state);
    }

    private static void compare(Owned o, Optimizer optimizer, double decay, Reference reference) {
        o.clock.start(STEPS);
        for (Parameter p : o.parameters.list()) {
            assertEquals(p == o.w, p.decays());
        }
        double[][] values = new double[2][];
        double[][][] states = new double[2][][];
        for (int i = 0; i < 2; i++) {
            float[] v = o.values(i == 0 ? o.w : o.b);
            values[i] = new double[v.length];
            Arrays.setAll(values[i], j -> v[j]);
            states[i] = new double[v.length][2];
        }
        for (int s = 0; s < STEPS; s++) {
            o.gradients(s);
            optimizer.step(o.parameters, o.clock);
            o.clock.advance(1);
            for (int i = 0; i < 2; i++) {
                float[] g = o.gradient(i == 0 ? o.w : o.b, s);
                for (int j = 0; j < g.length; j++) {
                    values[i][j] =
                            reference.step(values[i][j], g[j], RATE.at(s), s + 1, i == 0 ? decay : 0, states[i][j]);
                }
            }
        }
        for (int i = 0; i < 2; i++) {
            float[] v = o.values(i == 0 ? o.w : o.b);
            for (int j = 0; j < v.length; j++) {
                assertEquals(values[i][j], v[j], 3e-6 * (1 + Math.abs(values[i][j])), "element " + j);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false, 0", "0, false, 0.05", "0.9, false, 0", "0.9, false, 0.05", "0.9, true, 0.05"})
    void sgdIsThatOfDouble(double momentum, boolean nesterov, double decay) {
        try (Owned o = new Owned()) {
            Sgd sgd = new Sgd(o.device, o.arena, o.parameters, o.clock, RATE, momentum, nesterov, decay);
            assertEquals(momentum == 0, sgd.state().isEmpty());
            compare(o, sgd, decay, (p, g, rate, t, lambda, state) -> {
                double d = g + lambda * p;
                state[0] = momentum * state[0] + d;
                return p - rate * (momentum == 0 ? d : nesterov ? d + momentum * state[0] : state[0]);
            });
        }
    }

    private static double adam(double p, double g, double rate, int t, double[] state) {
        double b1 = 0.9f;
        double b2 = 0.999f;
        state[0] = b1 * state[0] + (1 - b1) * g;
        state[1] = b2 * state[1] + (1 - b2) * g * g;
        double m = state[0] / (1 - Math.pow(b1, t));
        double v = state[1] / (1 - Math.pow(b2, t));
        return p - rate * m / (Math.sqrt(v) + 1e-8);
    }

    @ParameterizedTest
    @CsvSource({"0", "0.05"})
    void adamIsThatOfDouble(double decay) {
        try (Owned o = new Owned()) {
            compare(
                    o,
                    new Adam(o.device, o.arena, o.parameters, o.clock, RATE, decay),
                    decay,
                    (p, g, rate, t, lambda, state) -> adam(p, g + lambda * p, rate, t, state));
        }
    }

    @Test
    void adamWIsThatOfDouble() {
        try (Owned o = new Owned()) {
            compare(
                    o,
                    new AdamW(o.device, o.arena, o.parameters, o.clock, RATE, 0.05),
                    0.05,
                    (p, g, rate, t, lambda, state) -> adam(p * (1 - rate * lambda), g, rate, t, state));
        }
    }

    @Test
    void frozenParametersKeepTheirBitsAndMoments() {
        for (int kind = 0; kind < 3; kind++) {
            try (Owned o = new Owned()) {
                Optimizer optimizer = kind == 0
                        ? new Sgd(o.device, o.arena, o.parameters, o.clock, RATE, 0.9, true, 0.05)
                        : kind == 1
                                ? new Adam(o.device, o.arena, o.parameters, o.clock, RATE, 0.05)
                                : new AdamW(o.device, o.arena, o.parameters, o.clock, RATE, 0.05);
                o.clock.start(STEPS);
                o.gradients(0);
                optimizer.step(o.parameters, o.clock);
                o.parameters.freeze("w");
                float[] w = o.values(o.w);
                float[] b = o.values(o.b);
                float[][] moments = moments(optimizer, o);
                o.device.upload(
                        o.gradient(o.b, 1),
                        o.parameters.claim(o.parameters.indexOf(o.b.value())).tensor());
                o.parameters.zeroUnclaimed(o.device);
                optimizer.step(o.parameters, o.clock);
                assertArrayEquals(w, o.values(o.w));
                assertArrayEquals(moments, moments(optimizer, o));
                assertFalse(Arrays.equals(b, o.values(o.b)));
                o.parameters.thaw("w");
                o.gradients(2);
                optimizer.step(o.parameters, o.clock);
                assertFalse(Arrays.equals(w, o.values(o.w)));
            }
        }
    }

    /** The part of each moment that belongs to w, which decays and so comes first. */
    private static float[][] moments(Optimizer optimizer, Owned o) {
        return optimizer.state().values().stream()
                .map(t -> o.device.floats(t.slice(0, o.parameters.decayed())))
                .toArray(float[][]::new);
    }

    @Test
    void stateThatIsPutBackContinuesWithTheSameBits() {
        try (Owned o = new Owned()) {
            Adam adam = new Adam(o.device, o.arena, o.parameters, o.clock, RATE, 0.05);
            o.clock.start(STEPS);
            o.gradients(0);
            adam.step(o.parameters, o.clock);
            o.clock.advance(1);
            float[] values = o.device.floats(o.parameters.values());
            int[] clock = o.clock.save();
            float[][] state =
                    adam.state().values().stream().map(o.device::floats).toArray(float[][]::new);
            float[] first = twoMore(o, adam);
            o.device.upload(values, o.parameters.values());
            o.clock.restore(clock);
            int i = 0;
            for (Map.Entry<String, Tensor> e : adam.state().entrySet()) {
                o.device.upload(state[i++], e.getValue());
            }
            assertArrayEquals(first, twoMore(o, adam));
        }
    }

    private static float[] twoMore(Owned o, Optimizer optimizer) {
        for (int s = 1; s < 3; s++) {
            o.gradients(s);
            optimizer.step(o.parameters, o.clock);
            o.clock.advance(1);
        }
        return o.device.floats(o.parameters.values());
    }

    @Test
    void aStepWithoutGradientsIsRefused() {
        try (Owned o = new Owned()) {
            Sgd sgd = new Sgd(o.device, o.arena, o.parameters, o.clock, RATE, 0, false, 0);
            o.clock.start(STEPS);
            assertThrows(IllegalStateException.class, () -> sgd.step(o.parameters, o.clock));
            o.gradients(0);
            sgd.step(o.parameters, o.clock);
            assertThrows(IllegalStateException.class, () -> sgd.step(o.parameters, o.clock));
            try (Owned other = new Owned()) {
                assertThrows(IllegalArgumentException.class, () -> sgd.step(other.parameters, o.clock));
            }
        }
    }

    @Test
    void badNumbersAreNamed() {
        try (Owned o = new Owned()) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> new Sgd(o.device, o.arena, o.parameters, o.clock, RATE, 1.5, false, 0))
                    .getMessage();
            assertEquals("SGD: momentum is 1.5; it must be from 0.0 to 0.999999", message);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Sgd(o.device, o.arena, o.parameters, o.clock, RATE, 0, true, 0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Adam(o.device, o.arena, o.parameters, o.clock, RATE, Double.NaN));
        }
    }
}
