package dev.lethe.data.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against cases worked out by hand from the paper's definitions. */
class ConfidentJointTest {
    /** Thresholds 1/2, 1/2, 5/12; example 3 reaches none, example 5 reaches those of 0 and 2. */
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

    private static void assertMatrix(double[][] expected, double[][] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], actual[i], 1e-12, "row " + i);
        }
    }

    @Test
    void countsExamplesByGivenAndLikelyClass() {
        assertArrayEquals(new double[] {0.5, 0.5, 1.25 / 3}, JOINT.thresholds(), 1e-12);
        assertArrayEquals(new int[] {0, 1, 1, -1, 2, 0, 1}, JOINT.likely());
        assertArrayEquals(new int[][] {{1, 1, 0}, {0, 1, 0}, {1, 1, 1}}, JOINT.counts());
        assertArrayEquals(new boolean[] {false, true, false, false, false, true, true}, JOINT.offDiagonal());
    }

    @Test
    void calibratesRowsToTheGivenLabels() {
        double s = 1.0 / 7;
        assertMatrix(new double[][] {{s, s, 0}, {0, 2 * s, 0}, {s, s, s}}, JOINT.joint());
        assertMatrix(new double[][] {{0.5, 0, 0.5}, {0.25, 0.5, 0.25}, {0, 0, 1}}, JOINT.noiseMatrix());
        double third = 1.0 / 3;
        assertMatrix(new double[][] {{0.5, 0.5, 0}, {0, 1, 0}, {third, third, third}}, JOINT.inverseNoiseMatrix());
        assertEquals(3, JOINT.estimatedErrors(), 1e-12);
    }

    @Test
    void aClassThatNoneIsLikelyOfHasNoNoise() {
        float[][] rows = {{0.9f, 0.1f}, {0.8f, 0.2f}, {0.95f, 0.05f}, {0.85f, 0.15f}};
        // Thresholds 0.85 and 0.1: all but the second are likely 0, and the second 1.
        ConfidentJoint one = ConfidentJoint.of(Probabilities.of(rows), new int[] {0, 0, 1, 1});
        assertArrayEquals(new int[] {0, 1, 0, 0}, one.likely());
        float[][] sure = {{1, 0}, {1, 0}};
        ConfidentJoint none = ConfidentJoint.of(Probabilities.of(sure), new int[] {0, 1});
        assertArrayEquals(new int[][] {{1, 0}, {1, 0}}, none.counts());
        assertMatrix(new double[][] {{0.5, 0.5}, {Double.NaN, Double.NaN}}, none.noiseMatrix());
        assertThrows(IllegalArgumentException.class, () -> TransitionMatrix.of(none.noiseMatrix()));
    }

    @Test
    void prunesByEachMethod() {
        boolean[] expected = {false, true, false, false, false, true, true};
        for (Pruning method : Pruning.values()) {
            assertArrayEquals(expected, method.select(P, JOINT), method.toString());
        }
    }

    @Test
    void pruningMethodsDifferWhereTheDefinitionsDo() {
        float[][] rows = {
            {0.2f, 0.4f, 0.4f}, // the least of its own class, and of no other
            {0.3f, 0.7f, 0}, // the largest margin
            {1, 0, 0},
            {1, 0, 0},
            {0, 0.6f, 0.4f},
            {0, 0, 1},
        };
        int[] given = {0, 0, 0, 0, 1, 2};
        Probabilities p = Probabilities.of(rows);
        ConfidentJoint joint = ConfidentJoint.of(p, given);
        assertArrayEquals(new int[][] {{2, 1, 0}, {0, 1, 0}, {0, 0, 1}}, joint.counts());
        assertArrayEquals(new int[] {0, 1}, selected(Pruning.CONFUSION.select(p, joint)));
        assertArrayEquals(new int[] {1}, selected(Pruning.CONFIDENT_JOINT.select(p, joint)));
        assertArrayEquals(new int[] {0}, selected(Pruning.BY_CLASS.select(p, joint)));
        assertArrayEquals(new int[] {1}, selected(Pruning.BY_NOISE_RATE.select(p, joint)));
        assertArrayEquals(new int[] {}, selected(Pruning.BOTH.select(p, joint)));
    }

    private static int[] selected(boolean[] all) {
        return IntStream.range(0, all.length).filter(i -> all[i]).toArray();
    }

    @Test
    void namesTheClassWithoutExample() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> ConfidentJoint.of(P, new int[] {0, 0, 0, 0, 2, 2, 2}))
                .getMessage();
        assertTrue(message.contains("class 1 has no example"), message);
    }
}
