package dev.lethe.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.data.noise.ConfidentJoint;
import dev.lethe.data.noise.Probabilities;
import org.junit.jupiter.api.Test;

/** Each score against numbers worked out by hand from its definition. */
class LabelScoreTest {
    private static final float[][] ROWS = {
        {0.75f, 0.125f, 0.125f},
        {0.25f, 0.5f, 0.25f},
        {0.125f, 0.625f, 0.25f},
        {0.3125f, 0.375f, 0.3125f},
        {0.125f, 0.25f, 0.625f},
        {0.5625f, 0, 0.4375f},
        {0.1875f, 0.625f, 0.1875f},
    };
    private static final int[] GIVEN = {0, 0, 1, 1, 2, 2, 2};
    private static final Probabilities P = Probabilities.of(ROWS);
    private static final ConfidentJoint JOINT = ConfidentJoint.of(P, GIVEN);

    private static double[] scores(LabelScore score) {
        return score.of(Evidence.of(P, GIVEN), JOINT);
    }

    @Test
    void selfConfidenceIsTheMissingProbability() {
        double[] expected = {0.25, 0.75, 0.375, 0.625, 0.375, 0.5625, 0.8125};
        assertArrayEquals(expected, scores(LabelScore.SELF_CONFIDENCE), 1e-12);
    }

    @Test
    void normalisedMarginComparesWithTheBestOther() {
        // Margins 0.625, -0.25, 0.375, 0.0625, 0.375, -0.125, -0.4375.
        double[] expected = {0.1875, 0.625, 0.3125, 0.46875, 0.3125, 0.5625, 0.71875};
        assertArrayEquals(expected, scores(LabelScore.NORMALISED_MARGIN), 1e-12);
    }

    @Test
    void entropyIsWeightedByConfidence() {
        double[] scores = scores(LabelScore.WEIGHTED_ENTROPY);
        double h = -(0.25 * Math.log(0.25) * 2 + 0.5 * Math.log(0.5)) / Math.log(3);
        assertEquals(h / 0.25, scores[1], 1e-12);
        double withZero = -(0.5625 * Math.log(0.5625) + 0.4375 * Math.log(0.4375)) / Math.log(3);
        assertEquals(withZero / 0.4375, scores[5], 1e-12);
    }

    @Test
    void posteriorWeighsClassesByTheirMistakes() {
        // Computed apart from this code, by the formulas of the score and of Mistakes.
        double[] expected = {-2.29136692, -0.06535231, -1.74378263, -0.68619549, -1.73035587, -0.94377909, 0.24299375};
        assertArrayEquals(expected, scores(LabelScore.POSTERIOR), 1e-7);
    }

    @Test
    void posteriorKnowsWhichMistakesAreMade() {
        // 30 of 100 examples of class 0 are given 1, and none of class 2 is given anything else.
        int n = 300;
        float[][] rows = new float[n + 2][];
        int[] given = new int[n + 2];
        for (int i = 0; i < n; i++) {
            int truth = i % 3;
            rows[i] = new float[] {0.0625f, 0.0625f, 0.0625f};
            rows[i][truth] = 0.875f;
            given[i] = truth == 0 && i < 90 ? 1 : truth;
        }
        rows[n] = new float[] {0.5f, 0.4375f, 0.0625f};
        rows[n + 1] = new float[] {0.0625f, 0.4375f, 0.5f};
        given[n] = 1;
        given[n + 1] = 1;
        Probabilities p = Probabilities.of(rows);
        ConfidentJoint joint = ConfidentJoint.of(p, given);
        double[] self = LabelScore.SELF_CONFIDENCE.of(Evidence.of(p, given), joint);
        double[] posterior = LabelScore.POSTERIOR.of(Evidence.of(p, given), joint);
        assertEquals(self[n], self[n + 1], 0);
        assertTrue(posterior[n] > posterior[n + 1] + 1, posterior[n] + " " + posterior[n + 1]);
    }

    @Test
    void dynamicsAndTargetsAreScoredWhereTheyAreKnown() {
        float[] loss = {0.5f, 2, 0, 0, 0, 0, 0};
        float[] margin = {3, -4, 0, 0, 0, 0, 0};
        Evidence all = new Evidence(GIVEN, P, loss, margin, P);
        assertEquals(2, LabelScore.MEAN_LOSS.of(all, JOINT)[1], 0);
        assertEquals(4, LabelScore.AREA_UNDER_MARGIN.of(all, JOINT)[1], 0);
        assertEquals(0.625, LabelScore.TARGET_DISAGREEMENT.of(all, JOINT)[1], 1e-12);
        Evidence few = Evidence.of(P, GIVEN);
        assertTrue(LabelScore.POSTERIOR.possible(few));
        assertFalse(LabelScore.MEAN_LOSS.possible(few));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> LabelScore.TARGET_DISAGREEMENT.of(few, JOINT))
                .getMessage();
        assertTrue(message.contains("score target-disagreement needs the targets of ELR"), message);
    }

    @Test
    void noScoreIsInfinite() {
        Probabilities sure = Probabilities.of(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}});
        int[] given = {0, 0, 1, 1};
        Evidence evidence = Evidence.of(sure, given);
        ConfidentJoint joint = ConfidentJoint.of(sure, given);
        for (LabelScore score : LabelScore.values()) {
            if (score.possible(evidence)) {
                for (double s : score.of(evidence, joint)) {
                    assertTrue(Double.isFinite(s), score + " gives " + s);
                }
            }
        }
    }

    @Test
    void aClassThatNoneIsLikelyOfIsScoredToo() {
        Probabilities p = Probabilities.of(new float[][] {{1, 0}, {1, 0}});
        int[] given = {0, 1};
        ConfidentJoint joint = ConfidentJoint.of(p, given);
        assertTrue(Double.isNaN(joint.noiseMatrix()[1][1]));
        double[] scores = LabelScore.POSTERIOR.of(Evidence.of(p, given), joint);
        assertTrue(scores[0] < 0 && scores[1] > 0 && Double.isFinite(scores[1]), scores[0] + " " + scores[1]);
    }

    @Test
    void namesAreThoseOfTheCommandLine() {
        for (LabelScore score : LabelScore.values()) {
            assertEquals(score, LabelScore.parse(score.toString()));
        }
        String message = assertThrows(IllegalArgumentException.class, () -> LabelScore.parse("guess"))
                .getMessage();
        assertTrue(message.startsWith("unknown score 'guess'; allowed are posterior, self-confidence"), message);
    }

    @Test
    void evidenceMustBelongTogether() {
        String length = assertThrows(
                        IllegalArgumentException.class, () -> new Evidence(GIVEN, P, new float[3], null, null))
                .getMessage();
        assertEquals("mean loss of 3 examples for 7 labels", length);
        float[] nan = {0, 0, Float.NaN, 0, 0, 0, 0};
        String number = assertThrows(IllegalArgumentException.class, () -> new Evidence(GIVEN, P, null, nan, null))
                .getMessage();
        assertTrue(number.contains("mean margin of example 2 is NaN"), number);
    }
}
