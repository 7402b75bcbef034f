package dev.lethe.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final RenyiAccountant RENYI = new RenyiAccountant();

    @Test
    void noiseIsThatOfOpacus() {
        // accountants_test.py, to 4 places: with its list of orders, which gives 7e-4 of epsilon more than all orders.
        Calibration budget = new Calibration(RENYI, 8, 1e-5);
        assertEquals(1.416, budget.noiseMultiplier(0.04, 2250), 4e-4);
        assertEquals(1.3562, budget.noiseMultiplier(0.04, 2000), 4e-4);
    }

    @Test
    void theNoiseIsTheLeast() {
        for (double epsilon : new double[] {0.1, 1, 30}) {
            for (double q : new double[] {0.001, 0.02, 1}) {
                double noise = new Calibration(RENYI, epsilon, 1e-6).noiseMultiplier(q, 100);
                assertTrue(RENYI.epsilon(Composition.of(new SampledGaussian(q, noise), 100), 1e-6) <= epsilon);
                SampledGaussian less = new SampledGaussian(q, noise * (1 - 2e-4));
                assertTrue(RENYI.epsilon(Composition.of(less, 100), 1e-6) > epsilon, q + " " + noise);
            }
        }
    }

    @Test
    void theStepsAreTheMost() {
        SampledGaussian step = new SampledGaussian(0.01, 1);
        long steps = new Calibration(RENYI, 2, 1e-5).steps(step);
        assertTrue(steps > 100);
        assertTrue(RENYI.epsilon(Composition.of(step, steps), 1e-5) <= 2);
        assertTrue(RENYI.epsilon(Composition.of(step, steps + 1), 1e-5) > 2);
        assertEquals(0, new Calibration(RENYI, 0.1, 1e-5).steps(new SampledGaussian(1, 0.5)));
    }

    @Test
    void theTighterAccountantAsksForLessNoise() {
        PrivacyLossAccountant loss = new PrivacyLossAccountant(0.2);
        double noise = new Calibration(loss, 3, 1e-5).noiseMultiplier(0.02, 500);
        assertTrue(loss.epsilon(Composition.of(new SampledGaussian(0.02, noise), 500), 1e-5) <= 3);
        assertTrue(noise < new Calibration(RENYI, 3, 1e-5).noiseMultiplier(0.02, 500));
        SampledGaussian step = new SampledGaussian(0.02, 1);
        assertTrue(new Calibration(loss, 3, 1e-5).steps(step) > new Calibration(RENYI, 3, 1e-5).steps(step));
    }

    @Test
    void whatNeedsNoNoiseGetsTheLeastLookedFor() {
        assertTrue(new Calibration(RENYI, 1, 1e-5).noiseMultiplier(0, 10) < 0.01);
    }

    @Test
    void refusesWhatIsOutOfRangeOrOutOfReach() {
        assertTrue(refused(() -> new Calibration(RENYI, 0, 1e-5)).contains("epsilon of 0.0"));
        assertTrue(refused(() -> new Calibration(RENYI, Double.NaN, 1e-5)).contains("epsilon of NaN"));
        assertTrue(refused(() -> new Calibration(RENYI, 1, 1)).contains("delta of 1.0"));
        Calibration budget = new Calibration(RENYI, 1e-3, 1e-9);
        assertTrue(refused(() -> budget.noiseMultiplier(1, 0)).contains("0 steps"));
        assertTrue(refused(() -> budget.noiseMultiplier(2, 1)).contains("sampling rate of 2.0"));
        String reach = refused(() -> budget.noiseMultiplier(1, Long.MAX_VALUE / 4));
        assertTrue(reach.contains("no noise multiplier up to"), reach);
        assertTrue(refused(() -> budget.steps(new SampledGaussian(0, 1))).contains("more than"));
    }

    private static String refused(Runnable what) {
        return assertThrows(IllegalArgumentException.class, what::run).getMessage();
    }
}
