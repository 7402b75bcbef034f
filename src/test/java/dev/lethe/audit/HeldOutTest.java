package dev.lethe.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.RandomStream;
import dev.lethe.data.Dataset;
import dev.lethe.data.noise.Probabilities;
import dev.lethe.train.Listener;
import dev.lethe.train.Recipe;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** An audit learns nothing that it must not know. */
class HeldOutTest {
    private static final int N = 90;
    private static final int D = 4;
    private static final Recipe RECIPE =
            Recipe.standard().withModel("mlp:8").withBatch(16).withEpochs(3).withSeed(2);

    private static float[][] features() {
        RandomStream random = new RandomStream(1, "features");
        float[][] rows = new float[N][D];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < D; j++) {
                rows[i][j] = (float) random.normal() + (i % 3 == j ? 2 : 0);
            }
        }
        return rows;
    }

    private static int[] labels() {
        int[] labels = new int[N];
        Arrays.setAll(labels, i -> i % 7 == 0 ? (i + 1) % 3 : i % 3);
        return labels;
    }

    private static float[] row(Probabilities p, int i) {
        return p.row(i).clone();
    }

    @Test
    void aModelIsNotTouchedByTheExamplesThatItJudges() {
        Dataset data = Dataset.of(features(), labels(), 3);
        int[] held = Folds.stratified(data, 3, RECIPE.seed()).inside(0);
        float[][] changed = features();
        for (int i : Arrays.copyOfRange(held, 1, held.length)) {
            Arrays.fill(changed[i], 1000);
        }
        CrossValidation validation = new CrossValidation(RECIPE.withLoss("gce"), 3, 1);
        try (Device device = Device.open("cpu")) {
            Probabilities before = validation
                    .run(device, data, fold -> Listener.SILENT)
                    .orElseThrow()
                    .probabilities();
            Probabilities after = validation
                    .run(device, Dataset.of(changed, labels(), 3), fold -> Listener.SILENT)
                    .orElseThrow()
                    .probabilities();
            assertArrayEquals(row(before, held[0]), row(after, held[0]));
            assertFalse(Arrays.equals(row(before, held[1]), row(after, held[1])), "what is changed is judged anew");
        }
    }

    @Test
    void trueLabelsThatAreKnownChangeNoEvidence() {
        int[] given = labels();
        int[] truth = new int[N];
        Arrays.setAll(truth, i -> i % 3);
        Dataset unknown = Dataset.of(features(), given, 3);
        Dataset known = Dataset.of(features(), truth, 3).withGivenLabels(given);
        try (Device device = Device.open("cpu")) {
            EarlyDynamics dynamics = new EarlyDynamics(RECIPE.withLoss("elr"));
            Evidence a = dynamics.run(device, unknown, Listener.SILENT).orElseThrow();
            Evidence b = dynamics.run(device, known, Listener.SILENT).orElseThrow();
            for (LabelScore score : LabelScore.values()) {
                assertArrayEquals(
                        Audit.of(unknown, a, score).scores(),
                        Audit.of(known, b, score).scores(),
                        score.toString());
            }
        }
    }

    @Test
    void evidenceAboutOtherLabelsIsRefused() {
        Dataset data = Dataset.of(features(), labels(), 3);
        float[] even = new float[3 * N];
        Arrays.fill(even, 1f / 3);
        int[] other = labels();
        other[5] = (other[5] + 1) % 3;
        Evidence evidence = Evidence.of(Probabilities.of(even, 3), other);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Audit.of(data, evidence, LabelScore.POSTERIOR))
                .getMessage();
        assertTrue(message.contains("example 5 of memory is given 2"), message);
    }
}
