package dev.lethe.privacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PoissonSamplingTest {
    @Test
    void eachExampleIsDrawnWithItsProbabilityAndPairsIndependently() {
        int n = 60;
        int steps = 40_000;
        for (double q : new double[] {0.03, 0.3, 0.8}) {
            int[] singles = new int[n];
            int[][] pairs = new int[n][n];
            for (int step = 0; step < steps; step++) {
                int[] batch = new PoissonSampling(n, q, 7).batch(step);
                for (int a : batch) {
                    singles[a]++;
                    for (int b : batch) {
                        pairs[a][b]++;
                    }
                }
            }
            for (int a = 0; a < n; a++) {
                assertEquals(0, deviation(singles[a], steps, q), 4.5, "example " + a + " at " + q);
                for (int b = 0; b < a; b++) {
                    assertEquals(0, deviation(pairs[a][b], steps, q * q), 5, "examples " + a + ", " + b + " at " + q);
                }
            }
        }
    }

    @Test
    void stepsAreIndependent() {
        int n = 50_000;
        double q = 0.05;
        PoissonSampling sampling = new PoissonSampling(n, q, 3);
        for (int step = 0; step < 20; step++) {
            boolean[] here = new boolean[n];
            for (int a : sampling.batch(step)) {
                here[a] = true;
            }
            int again = 0;
            for (int a : sampling.batch(step + 1)) {
                again += here[a] ? 1 : 0;
            }
            assertEquals(0, deviation(again, n, q * q), 4.5);
        }
    }

    @Test
    void sizesAreBinomial() {
        int n = 200;
        double q = 0.04;
        int steps = 50_000;
        PoissonSampling sampling = new PoissonSampling(n, q, 11);
        int last = 18; // and more
        double[] counts = new double[last + 1];
        for (int step = 0; step < steps; step++) {
            counts[Math.min(last, sampling.size(step))]++;
        }
        double probability = Math.pow(1 - q, n);
        double rest = 1;
        double chi = 0;
        for (int k = 0; k < last; k++) {
            chi += square(counts[k] - steps * probability) / (steps * probability);
            rest -= probability;
            probability *= (double) (n - k) / (k + 1) * q / (1 - q);
        }
        chi += square(counts[last] - steps * rest) / (steps * rest);
        assertTrue(chi < 42.3, "chi-square " + chi + " of 18 degrees; above 42.3 in one of 1000");
        assertTrue(chi > 4.4, "chi-square " + chi + " of 18 degrees; below 4.4 in less than one of 1000");
    }

    @Test
    void gapsAreGeometricFarOut() {
        // With a rate of 1e-4, the first drawn position is beyond 10,000 with probability (1 - q)^10001.
        PoissonSampling sampling = new PoissonSampling(40_000, 1e-4, 5);
        int[] beyond = new int[3];
        int steps = 20_000;
        for (int step = 0; step < steps; step++) {
            int[] batch = sampling.batch(step);
            int first = batch.length == 0 ? Integer.MAX_VALUE : batch[0];
            beyond[0] += first > 10_000 ? 1 : 0;
            beyond[1] += first > 25_000 ? 1 : 0;
            beyond[2] += batch.length == 0 ? 1 : 0;
        }
        int[] gaps = {10_001, 25_001, 40_000};
        for (int i = 0; i < 3; i++) {
            assertEquals(0, deviation(beyond[i], steps, Math.pow(1 - 1e-4, gaps[i])), 4);
        }
    }

    @Test
    void theSeedAndTheStepDecide() {
        PoissonSampling sampling = new PoissonSampling(1000, 0.1, 1);
        int[] batch = sampling.batch(70_000);
        assertArrayEquals(batch, new PoissonSampling(1000, 0.1, 1).batch(70_000));
        assertEquals(batch.length, sampling.size(70_000));
        assertFalse(Arrays.equals(batch, new PoissonSampling(1000, 0.1, 2).batch(70_000)));
        assertFalse(Arrays.equals(batch, sampling.batch(70_001)));
        for (int i = 1; i < batch.length; i++) {
            assertTrue(batch[i] > batch[i - 1] && batch[i] < 1000);
        }
    }

    @Test
    void ratesAtTheEndsDrawAllOrNone() {
        int[] all = new PoissonSampling(5, 1, 9).batch(3);
        assertArrayEquals(new int[] {0, 1, 2, 3, 4}, all);
        assertEquals(0, new PoissonSampling(5, 0, 9).size(3));
        assertEquals(0, new PoissonSampling(5, Double.MIN_VALUE, 9).batch(3).length);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertTrue(refused(() -> new PoissonSampling(0, 0.1, 1)).contains("0 examples"));
        assertTrue(refused(() -> new PoissonSampling(5, 1.1, 1)).contains("1.1"));
        assertTrue(refused(() -> new PoissonSampling(5, Double.NaN, 1)).contains("NaN"));
        assertTrue(refused(() -> new PoissonSampling(5, 0.1, 1).batch(-1)).contains("step -1"));
    }

    /** In standard deviations of a binomial distribution. */
    private static double deviation(double count, double n, double p) {
        return (count - n * p) / Math.sqrt(n * p * (1 - p));
    }

    private static double square(double x) {
        return x * x;
    }

    private static String refused(Runnable what) {
        return assertThrows(IllegalArgumentException.class, what::run).getMessage();
    }
}
