package dev.lethe.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RenyiAccountantTest {
    private static final RenyiAccountant TIGHT = new RenyiAccountant();
    private static final RenyiAccountant CLASSICAL = new RenyiAccountant(Conversion.CLASSICAL);

    private static Composition run(double q, double noise, long steps) {
        return Composition.of(new SampledGaussian(q, noise), steps);
    }

    @Test
    void epsilonsOfOneOrderAreThoseOfTensorFlowPrivacy() {
        // compute_dp_sgd_privacy_test.py: epsilon and the order of its list that gave it.
        assertEquals(0.7242234026109595, TIGHT.epsilon(run(150 / 60_000.0, 1.3, 6000), 1e-5, 19), 1e-10);
        assertEquals(1.4154988495444845, TIGHT.epsilon(run(100 / 100_000.0, 1, 30_000), 1e-7, 13), 1e-10);
        double little = TIGHT.epsilon(run(1024 / 1e8, 0.1, 976_563), 1e-7, 1.25);
        assertEquals(5907982.31138195, little, 1e-8 * little);
    }

    @Test
    void divergencesAreThoseOfGooglesAccountant() {
        // dp_accounting, rdp_privacy_accountant_test.py: rate 0.01, noise 2.5, 50 steps, to 1e-4.
        Composition run = run(0.01, 2.5, 50);
        double[] orders = {1.5, 2.5, 5, 50, 100};
        double[] expected = {6.5007e-04, 1.0854e-03, 2.1808e-03, 2.3846e-02, 1.6742e+02};
        for (int i = 0; i < orders.length; i++) {
            assertEquals(expected[i], run.logMoment(orders[i]) / (orders[i] - 1), 1e-4 * expected[i]);
        }
    }

    @Test
    void onOpacusListOfOrdersEpsilonIsItsOwn() {
        // accountants_test.py: 7.32911117143, the least of orders 1.1, 1.2 .. 10.9 and 12..63.
        Composition run = run(0.04, 1.5, 2250);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 1; i < 100; i++) {
            least = Math.min(least, TIGHT.epsilon(run, 1e-5, 1 + i / 10.0));
        }
        for (int order = 12; order < 64; order++) {
            least = Math.min(least, TIGHT.epsilon(run, 1e-5, order));
        }
        assertEquals(7.32911117143, least, 1e-8);
        assertTrue(TIGHT.epsilon(run, 1e-5) <= least);
        assertEquals(least, TIGHT.epsilon(run, 1e-5), 2e-3);
    }

    @Test
    void noOrderGivesLess() {
        for (RenyiAccountant accountant : List.of(TIGHT, CLASSICAL)) {
            for (Composition run : List.of(run(0.01, 0.5, 300), run(0.02, 1, 1000), run(0.001, 2, 100), run(1, 9, 3))) {
                double epsilon = accountant.epsilon(run, 1e-5);
                double least = Double.POSITIVE_INFINITY;
                for (double order = 1.02; order < 200; order = 1 + (order - 1) * 1.02) {
                    double rounded = order > 32 ? Math.rint(order) : order;
                    least = Math.min(least, accountant.epsilon(run, 1e-5, rounded));
                }
                assertTrue(epsilon <= least + 1e-7, epsilon + " " + least);
                assertEquals(least, epsilon, 1e-2 * least);
            }
        }
    }

    @Test
    void theTightConversionIsNeverWorseAndStaysAboveTheTruth() {
        // Of the Gaussian mechanism, delta is known (Balle and Wang, 2018, arXiv 1805.06530, theorem 8).
        for (double noise : new double[] {0.5, 1, 3, 20}) {
            Composition run = run(1, noise, 1);
            for (double epsilon = 0.1; epsilon < 20; epsilon *= 1.7) {
                double delta = TIGHT.delta(run, epsilon);
                assertTrue(delta <= CLASSICAL.delta(run, epsilon) * (1 + 1e-12));
                assertTrue(delta >= GaussianDelta.of(epsilon, 1 / noise));
                if (delta > 1e-200 && delta < 0.5) {
                    assertEquals(epsilon, TIGHT.epsilon(run, delta), 1e-5 * epsilon);
                    assertTrue(TIGHT.epsilon(run, delta) <= CLASSICAL.epsilon(run, delta));
                }
            }
        }
    }

    @Test
    void stepsAddUpInAnyOrder() {
        SampledGaussian a = new SampledGaussian(0.01, 1.1);
        SampledGaussian b = new SampledGaussian(0.02, 2);
        double all = TIGHT.epsilon(Composition.of(a, 500).then(b, 700), 1e-6);
        assertEquals(all, TIGHT.epsilon(Composition.of(b, 700).then(a, 500), 1e-6), 1e-12);
        Composition dealt = Composition.of(a, 200).then(b, 700).then(a, 300).then(b, 0);
        assertEquals(all, TIGHT.epsilon(dealt, 1e-6), 1e-9);
        assertEquals(1200, dealt.steps());
        assertTrue(all > TIGHT.epsilon(Composition.of(a, 500), 1e-6));
        // Gaussians of one noise are one Gaussian of less.
        double many = TIGHT.epsilon(run(1, 20, 25), 1e-5);
        assertEquals(TIGHT.epsilon(run(1, 4, 1), 1e-5), many, 1e-9);
    }

    @Test
    void moreStepsAndRateGiveMoreAndNoiseLess() {
        double before = 0;
        for (int steps = 100; steps < 1_000_000; steps *= 3) {
            double epsilon = TIGHT.epsilon(run(0.005, 1, steps), 1e-5);
            assertTrue(epsilon > before);
            assertTrue(epsilon < TIGHT.epsilon(run(0.006, 1, steps), 1e-5));
            assertTrue(epsilon > TIGHT.epsilon(run(0.005, 1.1, steps), 1e-5));
            assertTrue(epsilon > TIGHT.epsilon(run(0.005, 1, steps), 2e-5));
            before = epsilon;
        }
    }

    @Test
    void nothingLookedAtIsNothingGivenAway() {
        for (Composition run : List.of(run(0, 1, 100), run(0.5, 1, 0), new Composition(List.of()))) {
            assertEquals(0, TIGHT.epsilon(run, 1e-10), 0);
            assertEquals(0, CLASSICAL.epsilon(run, 1e-10), 0);
            assertEquals(0, TIGHT.delta(run, 0), 0);
        }
        assertEquals(0, TIGHT.epsilon(run(0.001, 10, 1), 0.9), 0);
        assertEquals(1, TIGHT.delta(run(1, 0.01, 100), 0), 0);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        Composition run = run(0.1, 1, 1);
        for (double delta : new double[] {0, 1, -0.1, 2, Double.NaN}) {
            assertTrue(refused(() -> TIGHT.epsilon(run, delta)).contains("delta of " + delta));
        }
        for (double epsilon : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertTrue(refused(() -> TIGHT.delta(run, epsilon)).contains("epsilon of " + epsilon));
        }
        assertTrue(refused(() -> TIGHT.epsilon(run, 0.1, 1)).contains("order 1.0"));
    }

    private static String refused(Runnable what) {
        return assertThrows(IllegalArgumentException.class, what::run).getMessage();
    }
}
