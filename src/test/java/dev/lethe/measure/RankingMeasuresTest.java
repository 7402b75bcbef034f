package dev.lethe.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.RandomStream;
import org.junit.jupiter.api.Test;

class RankingMeasuresTest {
    @Test
    void theHighestComesFirstAndEqualsByPosition() {
        assertArrayEquals(new int[] {3, 1, 4, 0, 2}, Ranking.order(new double[] {1, 2, -5, 7, 2}));
        assertArrayEquals(new int[0], Ranking.order(new double[0]));
    }

    @Test
    void areaCountsPairsAndHalvesTies() {
        // Pairs of a positive (3, 2, 1) and another (2, 0): 1, 1, 0.5, 1, 0, 1.
        double[] scores = {3, 2, 2, 1, 0};
        boolean[] positive = {true, true, false, true, false};
        assertEquals(4.5 / 6, RankingMeasures.areaUnderCurve(scores, positive), 1e-15);
        assertEquals(0.5, RankingMeasures.areaUnderCurve(new double[5], positive), 1e-15);
        assertEquals(1, RankingMeasures.areaUnderCurve(new double[] {5, 4, 1, 3, 2}, positive), 1e-15);
    }

    @Test
    void areaIsTheShareOfOrderedPairs() {
        RandomStream random = new RandomStream(1, "pairs");
        double[] scores = new double[300];
        boolean[] positive = new boolean[300];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.below(40);
            positive[i] = random.below(4) == 0;
        }
        double won = 0;
        int pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (positive[i] && !positive[j]) {
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        assertEquals(won / pairs, RankingMeasures.areaUnderCurve(scores, positive), 1e-12);
    }

    @Test
    void precisionIsOfTheFirst() {
        double[] scores = {3, 2, 2, 1, 0};
        boolean[] positive = {true, true, false, true, false};
        assertEquals(1, RankingMeasures.precisionAt(2, scores, positive), 0);
        assertEquals(2.0 / 3, RankingMeasures.precisionAt(3, scores, positive), 1e-15);
        assertEquals(0.6, RankingMeasures.precisionAt(5, scores, positive), 1e-15);
    }

    @Test
    void averagePrecisionWeighsEachScoreByItsPositives() {
        // Scores 3: 1 of 1; 2: 2 of 3; 1: 3 of 4; 0: none new.
        double[] scores = {3, 2, 2, 1, 0};
        boolean[] positive = {true, true, false, true, false};
        assertEquals((1 + 2.0 / 3 + 0.75) / 3, RankingMeasures.averagePrecision(scores, positive), 1e-15);
        assertEquals(0.6, RankingMeasures.averagePrecision(new double[5], positive), 1e-15);
    }

    @Test
    void refusesWhatHasNoMeasure() {
        boolean[] two = {true, false};
        String nan = refused(() -> RankingMeasures.areaUnderCurve(new double[] {0, Double.NaN}, two));
        assertTrue(nan.contains("score 1 is NaN"), nan);
        String one = refused(() -> RankingMeasures.areaUnderCurve(new double[2], new boolean[2]));
        assertTrue(one.contains("0 of 2 are positive"), one);
        assertTrue(refused(() -> RankingMeasures.averagePrecision(new double[2], new boolean[2]))
                .contains("none of 2"));
        String k = refused(() -> RankingMeasures.precisionAt(3, new double[2], two));
        assertTrue(k.contains("1..2 is allowed"), k);
        String lengths = refused(() -> RankingMeasures.precisionAt(1, new double[3], two));
        assertTrue(lengths.contains("3 scores for 2 examples"), lengths);
    }

    private static String refused(Runnable what) {
        return assertThrows(IllegalArgumentException.class, what::run).getMessage();
    }
}
