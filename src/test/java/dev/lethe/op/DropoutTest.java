package dev.lethe.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Philox;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class DropoutTest {
    private static final int N = 100_003;

    private Device device = DeviceUnderTest.checked();
    private Arena data = device.arena("data", 1 << 24);
    private Arena step = device.arena("step", 1 << 24);
    private Tensor clock;
    private Tensor ones;

    @BeforeEach
    void inputs() {
        clock = data.ints(ClockState.LENGTH);
        at(5, 0x123456789L);
        ones = data.floats(N);
        float[] values = new float[N];
        Arrays.fill(values, 1);
        device.upload(values, ones);
    }

    @AfterEach
    void close() {
        step.close();
        data.close();
        device.close();
    }

    private void at(int step, long seed) {
        int[] state = new int[ClockState.LENGTH];
        state[ClockState.STEP] = step;
        state[ClockState.SEED_LOW] = (int) seed;
        state[ClockState.SEED_HIGH] = (int) (seed >>> 32);
        device.upload(state, clock);
    }

    private float[] drop(float rate) {
        return device.floats(Dropout.dropout(Pass.training(device, step, clock), ones, rate));
    }

    private static double differing(float[] a, float[] b) {
        int n = 0;
        for (int i = 0; i < a.length; i++) {
            n += a[i] != b[i] ? 1 : 0;
        }
        return (double) n / a.length;
    }

    @Test
    void dropsTheStatedFractionAndKeepsTheMean() {
        for (float rate : new float[] {0.1f, 0.5f, 0.9f}) {
            float[] y = drop(rate);
            double dropped = 0;
            for (float v : y) {
                assertTrue(v == 0 || v == 1 / (1 - rate));
                dropped += v == 0 ? 1 : 0;
            }
            assertEquals(rate, dropped / N, 5 * Math.sqrt(rate * (1 - rate) / N));
        }
    }

    @Test
    void theNumbersAreThoseOfTheClock() {
        float[] y = drop(0.25f);
        int[] words = new int[4];
        for (int e : new int[] {0, 1, 2, 3, 4, 4097, 50_000, N - 1}) {
            Philox.block(e >>> 2, 0, 0, 5, 0x23456789, 1, words, 0);
            assertEquals(Philox.uniform(words[e & 3]) >= 0.25f ? 1 / 0.75f : 0, y[e], "element " + e);
        }
    }

    @Test
    void stepsSitesAndSeedsDiffer() {
        Pass pass = Pass.training(device, step, clock);
        float[] first = device.floats(Dropout.dropout(pass, ones, 0.5f));
        float[] site = device.floats(Dropout.dropout(pass, ones, 0.5f));
        assertEquals(0.5, differing(first, site), 0.01);
        assertArrayEquals(first, drop(0.5f), "the same place in the next pass");
        at(6, 0x123456789L);
        assertEquals(0.5, differing(first, drop(0.5f)), 0.01);
        at(5, 0x023456789L);
        assertEquals(0.5, differing(first, drop(0.5f)), 0.01);
    }

    @Test
    void backwardUsesTheSameMask() {
        Pass pass = Pass.training(device, step, clock);
        pass.watch(ones);
        Tensor unused = Dropout.dropout(pass, ones, 0.3f);
        Tensor y = Dropout.dropout(pass, ones, 0.3f);
        float[] gradient = device.floats(pass.backward(y, ones).gradient(ones));
        assertArrayEquals(device.floats(y), gradient);
        assertTrue(differing(device.floats(unused), gradient) > 0.3);
    }

    @Test
    void passesOfOneStepDrawApartWhereTheirSitesAreApart() {
        float[] first = device.floats(Dropout.dropout(Pass.training(device, step, clock), ones, 0.5f));
        float[] same = device.floats(Dropout.dropout(Pass.training(device, step, clock), ones, 0.5f));
        float[] apart =
                device.floats(Dropout.dropout(Pass.training(device, step, clock).sitesFrom(100), ones, 0.5f));
        assertArrayEquals(first, same);
        assertEquals(0.5, differing(first, apart), 0.01);
    }

    @Test
    void oneThreadDrawsTheSame() {
        float[] two = drop(0.5f);
        close();
        device = DeviceUnderTest.checked(1);
        data = device.arena("data", 1 << 24);
        step = device.arena("step", 1 << 24);
        inputs();
        assertArrayEquals(two, drop(0.5f));
    }

    @Test
    void doesNothingWhereThePassDoesNotDrop() {
        Pass pass = Pass.evaluation(device, step);
        assertSame(ones, Dropout.dropout(pass, ones, 0.5f));
        assertEquals(1, pass.nextSite(), "the site is taken all the same");
        assertSame(ones, Dropout.dropout(Pass.training(device, step, null), ones, 0));
    }

    @Test
    void refusesRatesAndMissingClocks() {
        Pass pass = Pass.training(device, step, null);
        for (float rate : new float[] {-0.1f, 1, Float.NaN}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Dropout.dropout(pass, ones, rate))
                    .getMessage();
            assertTrue(message.contains("rate " + rate), message);
        }
        assertThrows(IllegalStateException.class, () -> Dropout.dropout(pass, ones, 0.5f));
    }
}
