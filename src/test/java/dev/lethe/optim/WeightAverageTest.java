package dev.lethe.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("devices")
class WeightAverageTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itIsThatOfDouble(boolean withBuffers) {
        Schedule decay = step -> Math.min(0.99, (1.0 + step) / (10 + step));
        try (Owned o = new Owned()) {
            WeightAverage average = new WeightAverage(o.device, o.arena, o.parameters, o.clock, decay, withBuffers);
            assertEquals(withBuffers, average.state().containsKey("average_buffers"));
            o.clock.start(10);
            float[] start = o.values(o.w);
            double[] want = new double[start.length];
            Arrays.setAll(want, i -> start[i]);
            double wantMean = 2;
            for (int s = 0; s < 10; s++) {
                float[] now = o.gradient(o.w, s);
                o.device.upload(now, o.w.value());
                float[] mean = new float[7];
                Arrays.fill(mean, s);
                o.device.upload(mean, o.mean.value());
                average.update();
                double d = decay.at(s);
                for (int i = 0; i < want.length; i++) {
                    want[i] = d * want[i] + (1 - d) * now[i];
                }
                wantMean = d * wantMean + (1 - d) * s;
                o.clock.advance(1);
            }
            double expected = wantMean;
            float[] model = o.device.floats(o.parameters.values());
            average.inPlace(() -> {
                float[] got = o.values(o.w);
                for (int i = 0; i < got.length; i++) {
                    assertEquals(want[i], got[i], 2e-6);
                }
                assertEquals(withBuffers ? expected : 9, o.device.floats(o.mean.value())[3], 1e-5);
            });
            assertArrayEquals(model, o.device.floats(o.parameters.values()));
            assertEquals(9, o.device.floats(o.mean.value())[3]);
        }
    }

    @Test
    void decayZeroIsACopyAndDecayOneNeverMoves() {
        for (int d = 0; d <= 1; d++) {
            try (Owned o = new Owned()) {
                WeightAverage average =
                        new WeightAverage(o.device, o.arena, o.parameters, o.clock, Schedule.constant(d), false);
                o.clock.start(1);
                float[] old = o.values(o.w);
                float[] changed = o.gradient(o.w, 1);
                assertFalse(Arrays.equals(old, changed));
                o.device.upload(changed, o.w.value());
                average.update();
                float[] want = d == 0 ? changed : old;
                average.inPlace(() -> assertArrayEquals(want, o.values(o.w)));
            }
        }
    }

    @Test
    void whatNeedsTheValuesInTheirPlaceIsRefusedMeanwhile() {
        try (Owned o = new Owned()) {
            WeightAverage average =
                    new WeightAverage(o.device, o.arena, o.parameters, o.clock, Schedule.constant(0.5), true);
            o.clock.start(1);
            float[] model = o.device.floats(o.parameters.values());
            average.inPlace(() -> {
                assertThrows(IllegalStateException.class, average::update);
                assertThrows(IllegalStateException.class, average::state);
                assertThrows(IllegalStateException.class, () -> average.inPlace(() -> {}));
            });
            o.device.upload(new float[model.length], o.parameters.values());
            average.update();
            assertThrows(
                    ArithmeticException.class,
                    () -> average.inPlace(() -> {
                        throw new ArithmeticException("an evaluation that fails");
                    }));
            assertArrayEquals(new float[model.length], o.device.floats(o.parameters.values()), "they are back");
            average.update();
        }
    }

    @Test
    void aCapturedStepMayEvaluateTheAverage() {
        float[] eager = said(false);
        assertArrayEquals(eager, said(true));
        assertFalse(eager[0] == eager[eager.length - 1], "the average does not move");
    }

    /** The first weight of the average before each of a few steps, of which each changes the values. */
    private static float[] said(boolean captured) {
        float[] said = new float[4];
        try (Owned o = new Owned()) {
            WeightAverage average =
                    new WeightAverage(o.device, o.arena, o.parameters, o.clock, Schedule.constant(0.5), false);
            o.clock.start(4);
            Tensor kept = o.arena.floats(o.parameters.values().count());
            Tensor values = o.parameters.values();
            Runnable step = () -> {
                average.inPlace(() -> add(o, values, 0, kept));
                add(o, values, 1, values);
                average.update();
                o.clock.advance(1);
            };
            Step replayed = captured ? o.device.capture(step) : null;
            for (int i = 0; i < said.length; i++) {
                if (captured && i > 0) {
                    replayed.replay();
                } else if (!captured) {
                    step.run();
                }
                said[i] = o.device.floats(kept)[0];
            }
            if (captured) {
                replayed.close();
            }
        }
        return said;
    }

    /** to = from + beta to. */
    private static void add(Owned o, Tensor from, float beta, Tensor to) {
        o.device
                .launch(Backward.AXPBY)
                .in(from)
                .f32(1)
                .out(to)
                .f32(beta)
                .i32(from.count())
                .each(from.size());
    }

    @Test
    void aDecayOverOneIsRefused() {
        try (Owned o = new Owned()) {
            new WeightAverage(o.device, o.arena, o.parameters, o.clock, Schedule.constant(1.5), false);
            assertThrows(IllegalArgumentException.class, () -> o.clock.start(1));
        }
    }
}
