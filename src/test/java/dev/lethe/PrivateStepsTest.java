package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.cpu.PrivateSteps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clipping factors against their definition, and noise against the moments and tails of the normal distribution. */
@Tag("devices")
class PrivateStepsTest {
    private static final int[] SIZES = {0, 1, 31, 32, 33, 1000, 1025};
    /** Enough for moments; odd, so that the last block of words is not full. */
    private static final int DRAWS = 1_000_003;

    private static final Kernel CLIP_FACTORS = Kernel.of("clip_factors", PrivateSteps::clipFactors);
    private static final Kernel NOISE = Kernel.of("gaussian_noise", PrivateSteps::gaussianNoise);

    private final KernelTrial trial = new KernelTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    private float[] factors(float bound, float stability, int rule, float... norms) {
        int n = norms.length;
        return trial.of(CLIP_FACTORS)
                .in(norms)
                .out(KernelTrial.old(n, 0))
                .f32(bound)
                .f32(stability)
                .i32(rule, n)
                .each(n);
    }

    @Test
    void factorsAreThoseOfTheRules() {
        for (int n : SIZES) {
            float[] norms = KernelTrial.values(n, 1);
            for (int i = 0; i < n; i++) {
                norms[i] = Math.abs(norms[i]) * 4;
            }
            float[] abadi = factors(0.7f, 0, 0, norms);
            float[] automatic = factors(0.7f, 0.01f, 1, norms);
            for (int i = 0; i < n; i++) {
                double norm = norms[i];
                double expected = norm == 0 ? 1 : Math.min(1, 0.7f / norm);
                assertEquals(expected, abadi[i], 1e-7, "norm " + norm);
                assertEquals(0.7f / (norm + 0.01f), automatic[i], 2e-7 * automatic[i], "norm " + norm);
            }
        }
    }

    @Test
    void aNormThatIsNotFiniteShows() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        assertArrayEquals(new float[] {1, 1, 0.5f, nan, nan}, factors(2, 0, 0, 0, 2, 4, nan, inf));
        assertArrayEquals(new float[] {2, 0.5f, nan, nan}, factors(2, 1, 1, 0, 3, nan, inf));
        if (DeviceUnderTest.isCpu()) {
            String message = assertThrows(IllegalArgumentException.class, () -> factors(1, 0, 2, 1))
                    .getMessage();
            assertTrue(message.contains("rule 2"), message);
        }
    }

    private static int[] clock(int step, long seed) {
        int[] state = new int[ClockState.LENGTH];
        state[ClockState.STEP] = step;
        state[ClockState.SEED_LOW] = (int) seed;
        state[ClockState.SEED_HIGH] = (int) (seed >>> 32);
        return state;
    }

    private float[] noise(int step, int site, float deviation, float... y) {
        return trial.of(NOISE)
                .in(clock(step, 0x123456789L))
                .out(y)
                .f32(deviation)
                .i32(site, y.length)
                .each(y.length);
    }

    @Test
    void eachElementIsThatOfItsWords() {
        int[] words = new int[4];
        for (int n : SIZES) {
            float[] y = KernelTrial.values(n, 2);
            float[] noisy = noise(5, 7, 0.5f, y);
            for (int i = 0; i < n; i++) {
                Philox.block(i / 4, 0, 7, 5, 0x23456789, 1, words, 0);
                double u = (Integer.toUnsignedLong(words[i & 2]) + 0.5) * 0x1p-32;
                double angle = 2 * Math.PI * ((words[(i & 2) + 1] >>> 8) * 0x1p-24);
                double z = Math.sqrt(-2 * StrictMath.log(u))
                        * (i % 2 == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle));
                assertEquals(y[i] + 0.5 * z, noisy[i], 2e-6, "element " + i);
            }
        }
    }

    @Test
    void noDeviationLeavesWhatIsThere() {
        float[] y = KernelTrial.values(1025, 3);
        assertArrayEquals(y, noise(1, 1, 0, y));
    }

    /** Within five standard errors of what a normal distribution has, but for tails: four. */
    @Test
    void theDistributionIsNormal() {
        float[] z = noise(3, 2, 1, new float[DRAWS]);
        double n = DRAWS;
        double[] power = new double[5];
        int[] beyond = new int[6];
        double largest = 0;
        for (float v : z) {
            double p = 1;
            for (int k = 1; k < power.length; k++) {
                p *= v;
                power[k] += p;
            }
            for (int k = 1; k < beyond.length; k++) {
                beyond[k] += Math.abs(v) > k ? 1 : 0;
            }
            largest = Math.max(largest, Math.abs(v));
        }
        double mean = power[1] / n;
        double variance = power[2] / n - mean * mean;
        assertEquals(0, mean, 5 / Math.sqrt(n), "mean");
        assertEquals(1, variance, 5 * Math.sqrt(2 / n), "variance");
        assertEquals(0, power[3] / n, 5 * Math.sqrt(15 / n), "third moment");
        assertEquals(0, power[3] / n - 3 * mean, 5 * Math.sqrt(6 / n), "skewness");
        assertEquals(3, power[4] / n, 5 * Math.sqrt(96 / n), "fourth moment");
        assertEquals(3, power[4] / n / (variance * variance), 5 * Math.sqrt(24 / n), "kurtosis");
        double[] tail = {1, 0.31731050786, 0.04550026390, 2.699796063e-3, 6.334248366e-5, 5.733031438e-7};
        for (int k = 1; k < beyond.length; k++) {
            double error = Math.sqrt(tail[k] * (1 - tail[k]) / n);
            assertEquals(tail[k], beyond[k] / n, 4 * error + 1 / n, "beyond " + k);
        }
        assertTrue(largest > 4.5 && largest < 6.8, "the largest is " + largest);
    }

    private static double correlation(float[] a, int from, float[] b) {
        double sum = 0;
        int n = b.length - from;
        for (int i = 0; i < n; i++) {
            sum += (double) a[i + from] * b[i];
        }
        return sum / n;
    }

    @Test
    void drawsDoNotDependOnEachOther() {
        float[] z = noise(3, 2, 1, new float[DRAWS]);
        double bound = 5 / Math.sqrt(DRAWS - 8);
        for (int lag = 1; lag <= 8; lag++) {
            assertEquals(0, correlation(z, lag, z), bound, "neighbours at " + lag);
        }
        float[] squares = z.clone();
        for (int i = 0; i < z.length; i++) {
            squares[i] = (z[i] * z[i] - 1) / (float) Math.sqrt(2);
        }
        for (int lag = 1; lag <= 4; lag++) {
            assertEquals(0, correlation(squares, lag, squares), bound, "squares of neighbours at " + lag);
        }
        assertEquals(0, correlation(z, 0, noise(4, 2, 1, new float[DRAWS])), bound, "steps");
        assertEquals(0, correlation(z, 0, noise(3, 3, 1, new float[DRAWS])), bound, "sites");
        assertArrayEquals(z, noise(3, 2, 1, new float[DRAWS]), "the same clock and site");
    }
}
