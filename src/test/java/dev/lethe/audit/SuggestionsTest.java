package dev.lethe.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lethe.RandomStream;
import dev.lethe.data.noise.ConfidentJoint;
import dev.lethe.data.noise.Probabilities;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
    private static final int CLASSES = 10;

    /** Each true class with the given probability, the rest even over the others. */
    private static Probabilities even(int[] truth, float right) {
        float[][] rows = new float[truth.length][CLASSES];
        for (int i = 0; i < truth.length; i++) {
            for (int k = 0; k < CLASSES; k++) {
                rows[i][k] = k == truth[i] ? right : (1 - right) / (CLASSES - 1);
            }
        }
        return Probabilities.of(rows);
    }

    private static int[] suggested(int[] given, Probabilities p) {
        return Suggestions.of(Evidence.of(p, given), ConfidentJoint.of(p, given));
    }

    @Test
    void vagueProbabilitiesAreSharpened() {
        RandomStream random = new RandomStream(1, "suggestions");
        int[] truth = new int[2000];
        int[] given = new int[2000];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = i % CLASSES;
            given[i] = random.uniform() < 0.1 ? random.below(CLASSES) : truth[i];
        }
        // As they are, 0.6 against 0.04 would not outweigh a label that is right in 90 % of cases and wrong in 1 %.
        assertArrayEquals(truth, suggested(given, even(truth, 0.6f)));
        assertArrayEquals(truth, suggested(given, even(truth, 0.99f)));
    }

    @Test
    void doubtIsLeftWithTheGivenLabel() {
        int[] given = new int[500];
        for (int i = 0; i < given.length; i++) {
            given[i] = i % CLASSES;
        }
        Probabilities p = even(given, 0.9f);
        float[][] rows = new float[given.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = p.row(i);
        }
        rows[0] = new float[CLASSES]; // given 0, and slightly more of a 1
        rows[0][0] = 0.45f;
        rows[0][1] = 0.55f;
        assertEquals(0, suggested(given, Probabilities.of(rows))[0]);
        assertArrayEquals(given, suggested(given, p));
    }
}
