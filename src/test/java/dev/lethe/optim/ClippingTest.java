package dev.lethe.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lethe.nn.Parameter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class ClippingTest {
    private static double norm(Owned o, Parameter... parameters) {
        double sum = 0;
        for (Parameter p : parameters) {
            for (float g : o.gradient(p, 0)) {
                sum += (double) g * g;
            }
        }
        return Math.sqrt(sum);
    }

    @Test
    void aLongGradientIsScaledToTheLimit() {
        try (Owned o = new Owned()) {
            Clipping clipping = new Clipping(o.device, o.arena, o.parameters, 0.5);
            Schedule rate = Schedule.constant(1);
            Sgd sgd = new Sgd(o.device, o.arena, o.parameters, o.clock, rate, 0, false, 0, clipping);
            o.clock.start(1);
            float[] before = o.values(o.w);
            o.gradients(0);
            sgd.step(o.parameters, o.clock);
            double norm = norm(o, o.w, o.b);
            assertEquals(norm, o.device.floats(clipping.norm())[0], 1e-6 * norm);
            assertEquals(0.5 / norm, o.device.floats(clipping.factor())[0], 1e-6 * 0.5 / norm);
            float[] after = o.values(o.w);
            float[] g = o.gradient(o.w, 0);
            for (int i = 0; i < g.length; i++) {
                assertEquals(before[i] - 0.5 / norm * g[i], after[i], 1e-6);
            }
            assertEquals("sgd momentum=0.0 nesterov=false weight_decay=0.0 clip=0.5", sgd.describe());
        }
    }

    @Test
    void aShortGradientIsLeftAsItIs() {
        float[][] values = new float[2][];
        for (int i = 0; i < 2; i++) {
            try (Owned o = new Owned()) {
                Clipping clipping = i == 0 ? null : new Clipping(o.device, o.arena, o.parameters, 1e6);
                Schedule rate = Schedule.constant(0.1);
                Adam adam = new Adam(o.device, o.arena, o.parameters, o.clock, rate, 0.9, 0.999, 1e-8, 0, clipping);
                o.clock.start(1);
                o.gradients(0);
                adam.step(o.parameters, o.clock);
                values[i] = o.device.floats(o.parameters.values());
            }
        }
        assertArrayEquals(values[0], values[1]);
    }

    @Test
    void frozenParametersDoNotCount() {
        try (Owned o = new Owned()) {
            Clipping clipping = new Clipping(o.device, o.arena, o.parameters, 1);
            o.gradients(1);
            o.parameters.applied();
            o.parameters.freeze("w");
            o.device.upload(
                    o.gradient(o.b, 0),
                    o.parameters.claim(o.parameters.indexOf(o.b.value())).tensor());
            o.parameters.zeroUnclaimed(o.device);
            clipping.measure();
            assertEquals(norm(o, o.b), o.device.floats(clipping.norm())[0], 1e-5);
        }
    }

    @Test
    void aLimitOfNothingIsRefused() {
        try (Owned o = new Owned()) {
            assertThrows(IllegalArgumentException.class, () -> new Clipping(o.device, o.arena, o.parameters, 0));
        }
    }
}
