package dev.lethe.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    @Test
    void withoutTiesItIsOneLessSixSquaresOverTheCube() {
        double[] a = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
        double[] b = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            double d = rank(a, i) - rank(b, i);
            squares += d * d;
        }
        assertEquals(1 - 6 * squares / (10 * 99), RankCorrelation.spearman(a, b), 1e-12);
        assertEquals(-29.0 / 165, RankCorrelation.spearman(a, b), 1e-12);
    }

    private static int rank(double[] values, int i) {
        int rank = 1;
        for (double v : values) {
            rank += v > values[i] ? 1 : 0;
        }
        return rank;
    }

    @Test
    void equalScoresShareTheirRank() {
        assertArrayEquals(new double[] {3.5, 1, 3.5, 2, 5}, RankCorrelation.ranks(new double[] {1, 7, 1, 4, -2}));
        // Ranks 1.5, 1.5, 3, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
        assertEquals(
                4.5 / Math.sqrt(22.5),
                RankCorrelation.spearman(new double[] {9, 9, 8, 7}, new double[] {4, 3, 2, 1}),
                1e-12);
    }

    @Test
    void onlyTheOrderMatters() {
        double[] a = {0.1, 0.5, 0.3, 0.9};
        assertEquals(1, RankCorrelation.spearman(a, new double[] {1, 25, 9, 81}), 1e-12);
        assertEquals(-1, RankCorrelation.spearman(a, new double[] {0, -5, -3, -100}), 1e-12);
        assertTrue(Double.isNaN(RankCorrelation.spearman(a, new double[4])));
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> RankCorrelation.spearman(new double[2], new double[3]));
        assertThrows(IllegalArgumentException.class, () -> RankCorrelation.spearman(new double[1], new double[1]));
        assertThrows(
                IllegalArgumentException.class,
                () -> RankCorrelation.spearman(new double[] {1, Double.NaN}, new double[2]));
    }
}
