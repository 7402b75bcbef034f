package dev.lethe.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.privacy.PrivacyLossAccountant.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivacyLossAccountantTest {
    private static final PrivacyLossAccountant FINE = new PrivacyLossAccountant(0.02);

    private static Composition run(double q, double noise, long steps) {
        return Composition.of(new SampledGaussian(q, noise), steps);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1e-5", "10000, 100, 1e-5", "10000, 100, 1e-9", "100, 5, 1e-6", "10, 0.5, 1e-3", "1, 0.1, 1e-5"})
    void gaussiansHaveTheKnownEpsilon(long steps, double noise, double delta) {
        double exact = GaussianDelta.epsilon(delta, Math.sqrt(steps) / noise);
        for (double tolerance : new double[] {0.3, 0.05}) {
            PrivacyLossAccountant accountant = new PrivacyLossAccountant(tolerance);
            Interval found = accountant.interval(run(1, noise, steps), delta);
            assertTrue(found.lower() <= exact && exact <= found.upper(), found + " " + exact);
            assertTrue(found.upper() <= exact + 0.1 * tolerance, found + " " + exact);
            assertEquals(delta, accountant.delta(run(1, noise, steps), found.upper()), 1e-6 * delta + 1e-11);
        }
    }

    @Test
    void oneSampledStepHasItsOwnDelta() {
        // Of one step both neighbours' deltas are differences of two normal tails.
        for (double q : new double[] {1e-3, 0.05, 0.5, 0.98}) {
            for (double noise : new double[] {0.4, 1, 4}) {
                for (double epsilon : new double[] {0, 0.1, 2}) {
                    double x = noise * noise * StrictMath.log1p(StrictMath.expm1(epsilon) / q) + 0.5;
                    double with = q * Erfc.upperTail((x - 1) / noise)
                            + (1 - q - StrictMath.exp(epsilon)) * Erfc.upperTail(x / noise);
                    double ratio = StrictMath.expm1(-epsilon) / q;
                    double without = 0;
                    if (ratio > -1) {
                        double y = noise * noise * StrictMath.log1p(ratio) + 0.5;
                        without = Erfc.upperTail(-y / noise)
                                - StrictMath.exp(epsilon)
                                        * ((1 - q) * Erfc.upperTail(-y / noise) + q * Erfc.upperTail((1 - y) / noise));
                    }
                    double exact = Math.max(with, without);
                    double found = new PrivacyLossAccountant(3e-3).delta(run(q, noise, 1), epsilon);
                    assertTrue(found >= exact - 1e-12, found + " " + exact);
                    assertEquals(exact, found, 1e-3 * exact + 1e-7);
                }
            }
        }
    }

    @Test
    void deltasArePublishedOnes() {
        // github.com/DPBayes/PLD-Accountant, example of usage: 4.243484012034273e-06.
        double koskela = new PrivacyLossAccountant().delta(run(0.01, 4, 10_000), 1);
        assertEquals(4.243484012034273e-06, koskela, 1e-3 * koskela);
        // dp_accounting, pld_privacy_accountant_test.py: 0.15594 to 1e-3.
        assertEquals(0.15594, FINE.delta(run(0.2, 0.5, 3), 1), 1e-4);
    }

    /** Computed with NumPy from 4,000,001 noisy sums, their losses shared between two points of a grid of 2e-5. */
    @ParameterizedTest
    @CsvSource({
        "0.01, 4, 10000, 1e-5, 0.946872",
        "0.04, 1.5, 2250, 1e-5, 6.768781",
        "0.00426666666666666667, 1.1, 14063, 1e-5, 2.381693",
        "0.0001, 0.7, 5000, 1e-6, 0.128340"
    })
    void epsilonsAreThoseOfAnotherProgram(double q, double noise, long steps, double delta, double expected) {
        Interval found = new PrivacyLossAccountant().interval(run(q, noise, steps), delta);
        assertEquals(expected, found.upper(), 3e-5);
        assertTrue(found.lower() < expected && found.lower() > expected - 0.012, found + " " + expected);
    }

    @Test
    void isBelowTheRenyiAccountantAndConvergesFromAbove() {
        RenyiAccountant renyi = new RenyiAccountant();
        for (Composition run : List.of(run(0.01, 1, 1000), run(0.05, 2, 500), run(0.3, 6, 200))) {
            double bound = renyi.epsilon(run, 1e-6);
            double fine = FINE.epsilon(run, 1e-6);
            double coarse = new PrivacyLossAccountant(0.5).epsilon(run, 1e-6);
            assertTrue(fine < bound && fine > 0.7 * bound, fine + " " + bound);
            assertTrue(coarse >= fine - 1e-9 && coarse < fine + 0.05, coarse + " " + fine);
        }
    }

    @Test
    void differentStepsAreComposed() {
        Composition gaussians = run(1, 10, 50).then(new SampledGaussian(1, 5), 50);
        double mu = Math.sqrt(50 / 100.0 + 50 / 25.0);
        assertEquals(GaussianDelta.epsilon(1e-6, mu), FINE.epsilon(gaussians, 1e-6), 1e-3);
        SampledGaussian a = new SampledGaussian(0.01, 1.1);
        SampledGaussian b = new SampledGaussian(0.02, 2);
        double both = FINE.epsilon(Composition.of(a, 300).then(b, 200), 1e-6);
        assertEquals(both, FINE.epsilon(Composition.of(b, 200).then(a, 300), 1e-6), 1e-6);
        assertTrue(both > FINE.epsilon(Composition.of(a, 300), 1e-6));
        double idle = FINE.epsilon(Composition.of(a, 300).then(new SampledGaussian(0, 1), 5), 1e-6);
        assertEquals(FINE.epsilon(Composition.of(a, 300), 1e-6), idle, 0);
    }

    @Test
    void nothingLookedAtIsNothingGivenAway() {
        assertEquals(0, FINE.epsilon(run(0, 1, 10), 1e-5), 0);
        assertEquals(0, FINE.delta(run(0, 1, 10), 0), 0);
        assertEquals(new Interval(0, 0), FINE.interval(run(0.1, 1, 0), 1e-5));
        assertEquals(0, FINE.epsilon(run(0.01, 10, 1), 0.5), 0);
    }

    @Test
    void refusesWhatItCannotAccountFor() {
        Composition run = run(0.1, 1, 1);
        assertTrue(refused(() -> new PrivacyLossAccountant(0)).contains("tolerance of 0.0"));
        assertTrue(refused(() -> new PrivacyLossAccountant(Double.NaN)).contains("tolerance of NaN"));
        assertTrue(refused(() -> FINE.epsilon(run, 1)).contains("delta of 1.0"));
        assertTrue(refused(() -> FINE.epsilon(run, 1e-10)).contains("1.0E-10"));
        assertTrue(refused(() -> FINE.delta(run, -1)).contains("epsilon of -1.0"));
        String large = refused(() -> new PrivacyLossAccountant(1e-4).epsilon(run(0.1, 0.5, 100_000), 1e-5));
        assertTrue(large.contains("a tolerance of ") && large.contains("or more is possible"), large);
        String wide = refused(() -> new PrivacyLossAccountant(1e-6).epsilon(run(0.1, 0.05, 1), 1e-5));
        assertTrue(wide.contains("tolerance"), wide);
    }

    private static String refused(Runnable what) {
        return assertThrows(IllegalArgumentException.class, what::run).getMessage();
    }
}
