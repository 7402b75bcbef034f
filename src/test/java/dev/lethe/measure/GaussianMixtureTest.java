package dev.lethe.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.RandomStream;
import dev.lethe.measure.GaussianMixture.Settings;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {
    @Test
    void oneStepIsTheOneOfTheFormulas() {
        // From the split {0, 1}, {3} with 1 added to both variances; computed apart from this code.
        GaussianMixture m = GaussianMixture.fit(new double[] {3, 0, 1}, new Settings(1e-9, 1, 1));
        assertEquals(1, m.iterations());
        assertFalse(m.converged());
        assertEquals(0.6813536467170951, m.lowWeight(), 1e-12);
        assertEquals(0.6393899849135029, m.lowMean(), 1e-12);
        assertEquals(1.6064027126249354, m.lowVariance(), 1e-12);
        assertEquals(2.817175298538995, m.highMean(), 1e-12);
        assertEquals(1.3536164556972015, m.highVariance(), 1e-12);
    }

    @Test
    void findsTheMixtureThatItWasDrawnFrom() {
        RandomStream random = new RandomStream(3, "mixture");
        double[] values = new double[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.uniform() < 0.7 ? 0.2 + 0.05 * random.normal() : 0.6 + 0.15 * random.normal();
        }
        GaussianMixture m = GaussianMixture.fit(values);
        assertTrue(m.converged());
        assertEquals(0.7, m.lowWeight(), 0.02);
        assertEquals(0.2, m.lowMean(), 0.005);
        assertEquals(0.05, Math.sqrt(m.lowVariance()), 0.003);
        assertEquals(0.6, m.highMean(), 0.02);
        assertEquals(0.15, Math.sqrt(m.highVariance()), 0.01);
    }

    @Test
    void aFarValueBelongsToTheNearComponent() {
        GaussianMixture m = GaussianMixture.fit(new double[] {0.1, 0.9, 0, 1, 0.2, 1.1}, Settings.divideMix());
        assertEquals(0.1, m.lowMean(), 1e-6);
        assertEquals(1.0, m.highMean(), 1e-6);
        assertEquals(0.02 / 3 + 5e-4, m.lowVariance(), 1e-6);
        double[] p = m.probabilitiesOfLow(new double[] {0.1, 0.9});
        assertTrue(p[0] > 0.999 && p[1] < 0.001, p[0] + " " + p[1]);
    }

    @Test
    void equalValuesHaveEqualComponents() {
        GaussianMixture m = GaussianMixture.fit(new double[] {0.25, 0.25, 0.25, 0.25});
        assertEquals(0.5, m.probabilityOfLow(0.25), 1e-9);
        assertEquals(m.lowMean(), m.highMean(), 1e-12);
        assertTrue(m.lowVariance() >= 1e-6 && m.highVariance() >= 1e-6);
    }

    @Test
    void refusesWhatItCannotFit() {
        String one = refused(() -> GaussianMixture.fit(new double[] {1}));
        assertTrue(one.contains("at least 2 values"), one);
        String nan = refused(() -> GaussianMixture.fit(new double[] {1, 2, Double.NaN}));
        assertTrue(nan.contains("value 2 is NaN"), nan);
        String infinite = refused(() -> GaussianMixture.fit(new double[] {Double.NEGATIVE_INFINITY, 2}));
        assertTrue(infinite.contains("value 0 is -Infinity"), infinite);
        assertTrue(refused(() -> new Settings(0, 1, 1)).contains("tolerance of 0.0"));
        assertTrue(refused(() -> new Settings(1, 0, 1)).contains("0 iterations"));
        assertTrue(refused(() -> new Settings(1, 1, 0)).contains("variance of 0.0"));
        GaussianMixture m = GaussianMixture.fit(new double[] {0, 1});
        assertTrue(refused(() -> m.probabilityOfLow(Double.NaN)).contains("NaN"));
    }

    private static String refused(Runnable what) {
        return assertThrows(IllegalArgumentException.class, what::run).getMessage();
    }
}
