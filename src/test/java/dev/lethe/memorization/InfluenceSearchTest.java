package dev.lethe.memorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.data.Dataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("devices")
class InfluenceSearchTest {
    private static final int TRAIN = 2500; // more than a block
    private static final int TEST = 300;
    private static final int MODELS = 30;

    private final Membership membership = new Membership(Membership.Kind.HASH, TRAIN, 0.6, 4);
    private final List<ModelResult> results =
            MadeUpRuns.of(membership, MODELS, TEST, (member, i, random) -> random.uniform() < (member[i] ? 0.9 : 0.2));

    private static Dataset labelled(int n) {
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 3;
        }
        return Dataset.of(new float[n][1], labels, 3);
    }

    private List<Influence> find(InfluenceSearch search) {
        MemorizationScores scores = MemorizationScores.of(results, Outcome.CORRECT);
        try (Device device = DeviceUnderTest.open()) {
            return search.find(device, results, scores, labelled(TRAIN), labelled(TEST));
        }
    }

    private InOutMeans means(Outcome outcome, int train, int test) {
        InOutMeans means = new InOutMeans(1);
        for (ModelResult one : results) {
            means.add(new boolean[] {one.member()[train]}, new float[] {outcome.ofTest(one)[test]});
        }
        return means;
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void pairsAreThoseFoundByLookingAtEveryPair(Outcome outcome) {
        double least = outcome == Outcome.CORRECT ? 0.5123 : 0.3487; // no difference is just that
        List<Influence> found = find(new InfluenceSearch(outcome, 0.6, least, true, TRAIN));
        MemorizationScores scores = MemorizationScores.of(results, Outcome.CORRECT);
        Map<List<Integer>, Double> expected = new HashMap<>();
        for (int i = 0; i < TRAIN; i++) {
            for (int j = 0; j < TEST; j++) {
                if (scores.values()[i] >= 0.6 && i % 3 == j % 3) {
                    double value = means(outcome, i, j).differences()[0];
                    if (value >= least) {
                        expected.put(List.of(i, j), value);
                    }
                }
            }
        }
        assertTrue(expected.size() > 100, expected.size() + " pairs");
        assertEquals(expected.size(), found.size());
        double before = 1;
        for (Influence one : found) {
            assertEquals(expected.get(List.of(one.train(), one.test())), one.value(), 1e-6, one.toString());
            assertEquals(means(outcome, one.train(), one.test()).errors()[0], one.standardError(), 1e-12);
            assertTrue(one.value() <= before, "the strongest first");
            before = one.value();
        }
    }

    /** Test example j is training example j again, so its influence on itself is its memorization. */
    @Test
    void influenceOnItselfIsMemorization() {
        List<ModelResult> same = new ArrayList<>();
        for (ModelResult one : results) {
            same.add(new ModelResult(
                    one.model(), one.member(), one.correct(), one.probability(), one.correct(), one.probability()));
        }
        MemorizationScores scores = MemorizationScores.of(same, Outcome.CORRECT);
        try (Device device = DeviceUnderTest.open()) {
            List<Influence> found = new InfluenceSearch(Outcome.CORRECT, 0.9, -1, true, TRAIN)
                    .find(device, same, scores, labelled(TRAIN), labelled(TRAIN));
            int themselves = 0;
            for (Influence one : found) {
                if (one.train() == one.test()) {
                    assertEquals(scores.values()[one.train()], one.value());
                    themselves++;
                }
            }
            int memorized = 0;
            for (double score : scores.values()) {
                memorized += score >= 0.9 ? 1 : 0;
            }
            assertTrue(memorized > 10, memorized + " memorized");
            assertEquals(memorized, themselves);
        }
    }

    @Test
    void theMostOfEachTestExampleAreItsStrongest() {
        List<Influence> all = find(new InfluenceSearch(Outcome.CORRECT, 0.5, 0.2, false, TRAIN));
        List<Influence> few = find(new InfluenceSearch(Outcome.CORRECT, 0.5, 0.2, false, 2));
        Map<Integer, Integer> kept = new HashMap<>();
        List<Influence> expected = new ArrayList<>();
        for (Influence one : all) {
            if (kept.merge(one.test(), 1, Integer::sum) <= 2) {
                expected.add(one);
            }
        }
        assertEquals(expected, few);
        assertEquals(2 * TEST, few.size());
    }

    @Test
    void examplesWithoutAScoreAreLeftOut() {
        List<ModelResult> two = results.subList(0, 2);
        MemorizationScores scores = MemorizationScores.of(two, Outcome.CORRECT);
        assertTrue(scores.undefined() > TRAIN / 3, scores.undefined() + " undefined");
        try (Device device = DeviceUnderTest.open()) {
            List<Influence> found = new InfluenceSearch(Outcome.CORRECT, -1, -1, false, TRAIN)
                    .find(device, two, scores, labelled(TRAIN), labelled(TEST));
            assertEquals((TRAIN - scores.undefined()) * TEST, found.size());
            assertTrue(found.stream().noneMatch(one -> Double.isNaN(one.value())));
        }
        assertThrows(
                IllegalArgumentException.class, () -> new InfluenceSearch(Outcome.CORRECT, Double.NaN, 0, true, 1));
        assertThrows(IllegalArgumentException.class, () -> InfluenceSearch.standard(0));
    }
}
