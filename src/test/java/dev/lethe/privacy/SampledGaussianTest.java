package dev.lethe.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampledGaussianTest {
    /** Rate, noise, order, and (order - 1) times the divergence, by mpmath 1.3 with 40 digits and Gauss-Legendre. */
    @ParameterizedTest
    @CsvSource({
        "1e-7, 0.1, 1.01, 4.0034123225263953e-8",
        "1e-5, 0.1, 256.1, 3263607.0397884211",
        "1e-4, 1, 1.5, 6.4426869538366491e-9",
        "1e-3, 1, 2, 1.7182803522145153e-6",
        "0.01, 10, 20, 0.00019129699912842962",
        "0.1, 100, 20.5, 0.00019991818458068294",
        "0.99, 0.1, 256, 3263997.4271140215",
        "0.999, 100, 256.1, 3.2601080379731121",
        "0.01, 4, 3.7, 3.2250626555435865e-5",
        "0.5, 1, 1.1, 0.015613047568549297",
        "0.5, 0.3, 2.5, 19.100465527514086",
        "0.4, 10, 7.3, 0.037425268446624099",
        "0.499, 100, 1.01, 1.2574711452259882e-7",
        "0.6, 0.7, 1.0001, 4.1478893444705139e-5",
        "0.04, 1.5, 2.9, 0.0025223262229485868",
        "0.9, 3, 31.7, 50.842993016346968",
        "0.3, 2, 1.25, 0.0037780446850672226",
        "0.499, 30, 1.2, 3.3206606789375781e-5"
    })
    void momentsAreThoseOfManyDigits(double q, double s, double order, double expected) {
        double found = new SampledGaussian(q, s).logMoment(order);
        if (order == Math.rint(order)) {
            assertEquals(1, found / expected, 1e-13);
        } else {
            assertTrue(found >= expected * (1 - 1e-15), found + " is below " + expected);
            assertEquals(expected, found, 3e-13 * (1 + expected));
        }
        assertEquals(found / (order - 1), new SampledGaussian(q, s).renyi(order), 0);
    }

    @Test
    void momentsAreTheIntegrals() {
        for (double q : new double[] {1e-4, 0.004, 0.05, 0.5, 0.93}) {
            for (double s : new double[] {0.9, 1.1, 3, 12}) {
                for (double order : new double[] {1.1, 1.75, 2, 3.3, 5, 8.6, 17, 32}) {
                    double integral = Divergence.withLessOne(q, s, order);
                    double moment = StrictMath.expm1(new SampledGaussian(q, s).logMoment(order));
                    String where = q + " " + s + " " + order;
                    assertEquals(integral, moment, 1e-8 * integral + 4e-13, where);
                    // The other neighbour's divergence is not larger (theorem 5 of the paper).
                    assertTrue(Divergence.withoutLessOne(q, s, order) <= integral * (1 + 1e-8) + 1e-13, where);
                }
            }
        }
    }

    @Test
    void allExamplesGiveTheGaussianMechanismAndNoneNothing() {
        assertEquals(3.5 / (2 * 1.3 * 1.3), new SampledGaussian(1, 1.3).renyi(3.5), 1e-15);
        assertEquals(0, new SampledGaussian(0, 1.3).renyi(3.5), 0);
        for (double order : new double[] {1.5, 2, 7}) {
            assertEquals(order / 2, new SampledGaussian(1 - 1e-12, 1).renyi(order), 1e-9);
        }
    }

    @Test
    void fractionsLieBetweenIntegers() {
        SampledGaussian step = new SampledGaussian(0.02, 0.9);
        for (int order = 2; order < 30; order++) {
            double here = step.renyi(order);
            assertEquals(here, step.renyi(order + 1e-9), 1e-6 * here);
            assertEquals(here, step.renyi(order - 1e-9), 1e-6 * here);
        }
    }

    @Test
    void moreOfEverythingGivesMoreAwayAndNoiseLess() {
        double[] rates = {1e-4, 1e-3, 0.02, 0.3, 0.499, 0.5, 0.501, 0.9, 1};
        double[] noises = {20, 5, 2, 1, 0.6, 0.3};
        double[] orders = {1.05, 1.5, 2, 2.5, 6, 6.5, 40, 200};
        for (int i = 0; i + 1 < rates.length; i++) {
            for (int j = 0; j + 1 < noises.length; j++) {
                for (int k = 0; k + 1 < orders.length; k++) {
                    SampledGaussian step = new SampledGaussian(rates[i], noises[j]);
                    double here = step.renyi(orders[k]);
                    String where = step + " " + orders[k];
                    assertTrue(here < new SampledGaussian(rates[i + 1], noises[j]).renyi(orders[k]), where);
                    assertTrue(here < new SampledGaussian(rates[i], noises[j + 1]).renyi(orders[k]), where);
                    assertTrue(here < step.renyi(orders[k + 1]) + 1e-11, where);
                }
            }
        }
    }

    @Test
    void whatIsBeyondADoubleIsInfinite() {
        assertEquals(Double.POSITIVE_INFINITY, new SampledGaussian(0.1, 1e-170).renyi(2));
        assertEquals(Double.POSITIVE_INFINITY, new SampledGaussian(0.1, 1e-170).renyi(2.5));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertTrue(refused(() -> new SampledGaussian(1.5, 1)).contains("sampling rate of 1.5: 0..1"));
        assertTrue(refused(() -> new SampledGaussian(-0.1, 1)).contains("-0.1"));
        assertTrue(refused(() -> new SampledGaussian(Double.NaN, 1)).contains("NaN"));
        assertTrue(refused(() -> new SampledGaussian(0.1, 0)).contains("noise multiplier of 0 has no epsilon"));
        assertTrue(refused(() -> new SampledGaussian(0.1, -1)).contains("noise multiplier of -1.0"));
        assertTrue(refused(() -> new SampledGaussian(0.1, Double.NaN)).contains("noise multiplier of NaN"));
        assertTrue(refused(() -> new SampledGaussian(0.1, Double.POSITIVE_INFINITY))
                .contains("Infinity"));
        SampledGaussian step = new SampledGaussian(0.1, 1);
        assertTrue(refused(() -> step.renyi(1)).contains("order 1.0"));
        assertTrue(refused(() -> step.renyi(Double.NaN)).contains("order NaN"));
        assertTrue(refused(() -> Composition.of(step, -1)).contains("-1 steps"));
    }

    private static String refused(Runnable what) {
        return assertThrows(IllegalArgumentException.class, what::run).getMessage();
    }
}
