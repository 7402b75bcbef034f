package dev.lethe.memorization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemorizationScoresTest {
    private static ModelResult one(int model, String member, String correct) {
        boolean[] right = flags(correct);
        return new ModelResult(
                model, flags(member), right, MadeUpRuns.probabilities(right), new boolean[0], new float[0]);
    }

    private static boolean[] flags(String bits) {
        boolean[] flags = new boolean[bits.length()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = bits.charAt(i) == '1';
        }
        return flags;
    }

    /** Four models, of which the last two examples are in all and in none. */
    private static final List<ModelResult> FOUR =
            List.of(one(0, "1110", "1111"), one(1, "1010", "1010"), one(2, "0110", "0101"), one(3, "0010", "1010"));

    @Test
    void scoresAreCountedByHand() {
        MemorizationScores scores = MemorizationScores.of(FOUR, Outcome.CORRECT);
        assertArrayEquals(new double[] {0.5, 1, Double.NaN, Double.NaN}, scores.values());
        assertArrayEquals(new int[] {2, 2, 4, 0}, scores.modelsIn());
        assertArrayEquals(new int[] {2, 2, 0, 4}, scores.modelsOut());
        assertArrayEquals(new double[] {1, 1, 0.75, Double.NaN}, scores.meansIn());
        assertArrayEquals(new double[] {0.5, 0, Double.NaN, 0.5}, scores.meansOut());
        assertEquals(2, scores.undefined());
        // Out of example 0 are 0 and 1: variance 1/2, of their mean 1/4.
        assertArrayEquals(new double[] {0.5, 0, Double.NaN, Double.NaN}, scores.standardErrors(), 1e-12);

        MemorizationScores probable = MemorizationScores.of(FOUR, Outcome.PROBABILITY);
        assertEquals(0.35, probable.values()[0], 1e-6);
        assertEquals(0.7, probable.values()[1], 1e-6);
        assertEquals(0.35, probable.standardErrors()[0], 1e-6);
        assertThrows(IllegalArgumentException.class, () -> MemorizationScores.of(List.of(), Outcome.CORRECT));
    }

    /** An example that is there c times is left out altogether with probability (1 - r)^(c - 1) where one copy is. */
    @Test
    void copiesLowerTheScoreAsTheArithmeticSays() {
        double ratio = 0.5;
        int[] copies = {1, 2, 4};
        int groups = 200;
        int[] first = new int[groups * 7];
        int[] count = new int[groups * 7];
        for (int g = 0, at = 0; g < groups; g++) {
            for (int c : copies) {
                for (int i = 0; i < c; i++) {
                    first[at + i] = at;
                    count[at + i] = c;
                }
                at += c;
            }
        }
        Membership membership = new Membership(Membership.Kind.HASH, first.length, ratio, 5);
        MemorizationScores scores = MemorizationScores.of(
                MadeUpRuns.of(membership, 300, 0, (member, i, random) -> {
                    boolean seen = false;
                    for (int j = first[i]; j < first[i] + count[i]; j++) {
                        seen |= member[j];
                    }
                    return random.uniform() < (seen ? 0.95 : 0.15);
                }),
                Outcome.CORRECT);
        for (int c : copies) {
            double sum = 0;
            int n = 0;
            for (int i = 0; i < first.length; i++) {
                if (count[i] == c) {
                    sum += scores.values()[i];
                    n++;
                }
            }
            assertEquals(0.8 * StrictMath.pow(1 - ratio, c - 1), sum / n, 0.01, c + " copies");
        }
    }

    @Test
    void errorsAreAsLargeAsTheyAreSaidToBe() {
        Membership membership = new Membership(Membership.Kind.SUBSET, 2000, 0.7, 8);
        MemorizationScores scores = MemorizationScores.of(
                MadeUpRuns.of(membership, 80, 0, (member, i, random) -> random.uniform() < (member[i] ? 0.8 : 0.4)),
                Outcome.CORRECT);
        double squares = 0;
        double said = 0;
        for (int i = 0; i < 2000; i++) {
            squares += (scores.values()[i] - 0.4) * (scores.values()[i] - 0.4) / 2000;
            said += scores.standardErrors()[i] * scores.standardErrors()[i] / 2000;
        }
        assertEquals(1, said / squares, 0.15);
        assertTrue(squares <= MemorizationScores.errorBound(0.7, 80), "bound of the lemma");
        // 1 / 0.3 / 80 + 1 / 0.7 / 80 + exp(-0.3 * 80 / 16) / 2
        assertEquals(0.1710889, MemorizationScores.errorBound(0.7, 80), 1e-6);
        assertEquals(MemorizationScores.errorBound(0.7, 80), MemorizationScores.errorBound(0.3, 80), 1e-12);
    }

    @Test
    void permutedMembersAreAsManyAndSayNothing() {
        Membership membership = new Membership(Membership.Kind.HASH, 400, 0.7, 2);
        List<ModelResult> results =
                MadeUpRuns.of(membership, 64, 0, (member, i, random) -> member[i] || random.uniform() < 0.1);
        MemorizationScores scores = MemorizationScores.of(results, Outcome.CORRECT);
        MemorizationScores control = MemorizationScores.of(new PermutedMembership(results, 1), Outcome.CORRECT);
        assertArrayEquals(scores.modelsIn(), control.modelsIn());
        assertEquals(0.9, Arrays.stream(scores.values()).average().orElseThrow(), 0.02);
        assertEquals(0, Arrays.stream(control.values()).average().orElseThrow(), 0.02);
        assertArrayEquals(membership.of(0), results.get(0).member(), "the results themselves do not change");
    }

    @Test
    void halvesAgreeOnWhatIsThereAndCountWhatIsNot() {
        Membership membership = new Membership(Membership.Kind.HASH, 300, 0.5, 6);
        List<ModelResult> results = MadeUpRuns.of(
                membership, 40, 0, (member, i, random) -> random.uniform() < (member[i] ? 0.2 + 0.8 * i / 300 : 0.2));
        MemorizationScores first = MemorizationScores.of(results.subList(0, 20), Outcome.CORRECT);
        MemorizationScores second = MemorizationScores.of(results.subList(20, 40), Outcome.CORRECT);
        SplitHalf split = SplitHalf.of(first, second);
        assertEquals(300, split.compared());
        assertTrue(split.spearman() > 0.5 && split.spearman() < 0.95, split.toString());
        assertEquals(1, SplitHalf.of(first, first).spearman(), 1e-12);

        SplitHalf few = SplitHalf.of(
                MemorizationScores.of(FOUR, Outcome.CORRECT), MemorizationScores.of(FOUR, Outcome.CORRECT));
        assertEquals(new SplitHalf(1, 2, 2), few);
    }
}
