package dev.lethe.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
            float[] model = o.device.floats(o.parameters.values());
            average.swap();
            float[] got = o.values(o.w);
            for (int i = 0; i < got.length; i++) {
                assertEquals(want[i], got[i], 2e-6);
            }
            assertEquals(withBuffers ? wantMean : 9, o.device.floats(o.mean.value())[3], 1e-5);
            assertThrows(IllegalStateException.class, average::update);
            average.swap();
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
                average.swap();
                assertArrayEquals(d == 0 ? changed : old, o.values(o.w));
            }
        }
    }

    @Test
    void aDecayOverOneIsRefused() {
        try (Owned o = new Owned()) {
            new WeightAverage(o.device, o.arena, o.parameters, o.clock, Schedule.constant(1.5), false);
            assertThrows(IllegalArgumentException.class, () -> o.clock.start(1));
        }
    }
}
