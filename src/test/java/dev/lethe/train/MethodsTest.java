package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Methods of training that are more than a loss. */
@Tag("devices")
class MethodsTest {
    private static final Parts PARTS = new DataRequest("strokes:203", "symmetric:0.3", 0, 0.1, 5).load();
    private static final Recipe RECIPE =
            Recipe.standard().withModel("mlp:16").withBatch(32).withEpochs(3).withSeed(9);

    @TempDir
    Path folder;

    private static RunResult train(Recipe recipe, Path checkpoint, Listener listener) {
        try (Device device = DeviceUnderTest.open()) {
            return new Trainer(device, recipe, PARTS)
                    .checkpoint(checkpoint, 1)
                    .resume(true)
                    .run(listener);
        }
    }

    private static Listener stopAfter(int steps) {
        AtomicInteger asked = new AtomicInteger();
        return new Listener() {
            @Override
            public boolean cancelled() {
                return asked.getAndIncrement() >= steps;
            }
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "elr+; none",
                "elr+:cutmix=0.5,gamma=0.9; crop:1",
                "co-teaching:forget=0.3,ramp=2; none",
                "split:warmup=1; flip",
                "ce; mixup:1,cutmix:0.5",
                "gce; mixup:0.2",
                "forward:warmup=1; none",
                "temporal:ramp=2; none",
                "distil; none"
            })
    void everyMethodResumesBitForBit(String loss, String augmentation) throws IOException {
        Recipe recipe = RECIPE.withLoss(loss).withAugmentation(augmentation);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        RunResult straight = train(recipe, whole, Listener.SILENT);
        train(recipe, parts, stopAfter(10));
        RunResult resumed = train(recipe, parts, Listener.SILENT);
        for (String name : new String[] {Checkpoint.WEIGHTS, Checkpoint.STATE, Checkpoint.BEST}) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(parts.resolve(name)), name);
        }
        assertArrayEquals(straight.ledger().loss(), resumed.ledger().loss());
        assertTrue(Double.isFinite(straight.curve().get(2).trainLoss()));
    }

    @Test
    void twoNetworksArePredictedWithAsOne() {
        Path checkpoint = folder.resolve("c");
        List<float[][]> seen = new ArrayList<>();
        train(RECIPE.withLoss("elr+").withEpochs(1), checkpoint, new Listener() {
            @Override
            public void epoch(EpochRecord record, EpochView now) {
                seen.add(now.probabilities(PARTS.test()));
            }
        });
        try (Device device = DeviceUnderTest.open();
                Predictor predictor = Predictor.load(device, checkpoint, Predictor.Weights.LAST)) {
            float[][] p = predictor.predict(PARTS.test());
            for (int i = 0; i < p.length; i++) {
                assertArrayEquals(seen.get(0)[i], p[i], 1e-5f);
            }
        }
    }

    @Test
    void aViewShowsTheTrainingSetAndTheMemory() {
        List<Integer> epochs = new ArrayList<>();
        train(RECIPE.withLoss("elr:beta=0.7"), folder.resolve("c"), new Listener() {
            @Override
            public void epoch(EpochRecord record, EpochView now) {
                epochs.add(now.epoch());
                Dataset train = PARTS.train();
                float[] table = now.memory().get("elr.table");
                assertEquals(train.size() * train.classes(), table.length);
                double sum = 0;
                for (float t : table) {
                    sum += t;
                }
                // Every row has been averaged once an epoch, from 0.
                assertEquals(1 - Math.pow(0.7, now.epoch()), sum / train.size(), 1e-4);
                float[][] p = now.probabilities(train);
                LedgerTable ledger = now.ledger();
                for (int i = 0; i < p.length; i++) {
                    assertEquals(p[i][ledger.given()[i]], ledger.probability()[i], 1e-5);
                }
            }
        });
        assertEquals(List.of(1, 2, 3), epochs);
    }

    @Test
    void theSplitLeavesOutWhatIsHardToLearn() {
        List<float[]> chosen = new ArrayList<>();
        Recipe recipe = RECIPE.withLoss("split:warmup=6").withEpochs(8).withBatch(16);
        train(recipe, folder.resolve("c"), new Listener() {
            @Override
            public void epoch(EpochRecord record, EpochView now) {
                chosen.add(now.memory().get("chosen"));
            }
        });
        float[] early = chosen.get(4);
        assertEquals(early.length, count(early, null), "all count while warming up");
        float[] late = chosen.get(7);
        int[] given = PARTS.train().labels();
        int[] truth = PARTS.train().trueLabels();
        boolean[] wrong = new boolean[given.length];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = given[i] != truth[i];
        }
        int kept = count(late, null);
        int keptWrong = count(late, wrong);
        int allWrong = count(early, wrong);
        assertTrue(kept < late.length && kept > 0, kept + " are left");
        assertTrue((double) keptWrong / kept < (double) allWrong / late.length, keptWrong + " wrong of " + kept);
    }

    @ParameterizedTest
    @CsvSource({"forward", "backward"})
    void theNoiseMatrixIsEstimatedOnce(String loss) {
        List<float[]> matrices = new ArrayList<>();
        Recipe recipe = RECIPE.withLoss(loss + ":warmup=12").withBatch(8).withEpochs(14);
        train(recipe, folder.resolve("c"), new Listener() {
            @Override
            public void epoch(EpochRecord record, EpochView now) {
                matrices.add(now.memory().values().iterator().next());
            }
        });
        int k = PARTS.train().classes();
        for (int i = 0; i < k * k; i++) {
            assertEquals(i % (k + 1) == 0 ? 1 : 0, matrices.get(10)[i], "the identity while warming up");
        }
        float[] estimate = matrices.get(11);
        assertTrue(!Arrays.equals(matrices.get(10), estimate), "estimated after the warm-up");
        assertArrayEquals(estimate, matrices.get(13));
    }

    @Test
    void aMatrixThatCannotBeInvertedSaysWhatToDo() {
        int[] labels = new int[20];
        Arrays.setAll(labels, i -> i % 2);
        Parts alike = new Parts(Dataset.of(new float[20][3], labels, 2), null, null);
        try (Device device = DeviceUnderTest.open()) {
            Trainer trainer = new Trainer(device, RECIPE.withLoss("backward:warmup=1"), alike);
            String message = assertThrows(IllegalStateException.class, () -> trainer.run(Listener.SILENT))
                    .getMessage();
            assertTrue(message.contains("after epoch 1") && message.contains("More epochs of warmup"), message);
        }
    }

    private static int count(float[] chosen, boolean[] among) {
        int count = 0;
        for (int i = 0; i < chosen.length; i++) {
            assertTrue(chosen[i] == 0 || chosen[i] == 1, Arrays.toString(chosen));
            count += chosen[i] == 1 && (among == null || among[i]) ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "elr; mixup:1; keeps account of each",
                "elr+; cutmix:1; keeps account of each",
                "co-teaching; mixup:1; keeps account of each",
                "ce; mixup:-1; allowed are",
                "ce; mixup:101; 0 to 100 is allowed",
                "elr+:alpha=0; none; above 0, at most 100",
                "elr+:cutmix=2; none; from 0 to 1",
                "co-teaching:forget=1; none; below 1",
                "co-teaching:ramp=0.5; none; a whole number",
                "forward:warmup=0; none; a whole number from 1",
                "split:warmup=0; none; a whole number from 1"
            })
    void whatDoesNotGoTogetherIsRefused(String loss, String augmentation, String said) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> RECIPE.withAugmentation(augmentation).withLoss(loss))
                .getMessage();
        assertTrue(message.contains(said), message);
    }

    private static String refused(Recipe recipe, Parts parts) {
        try (Device device = DeviceUnderTest.open()) {
            Trainer trainer = new Trainer(device, recipe, parts);
            return assertThrows(IllegalArgumentException.class, () -> trainer.run(Listener.SILENT))
                    .getMessage();
        }
    }

    @Test
    void whatNeedsOtherDataOrMoreEpochsIsRefused() {
        String warmup = refused(RECIPE.withLoss("forward:warmup=3"), PARTS);
        assertTrue(warmup.contains("after 3 epochs, and there are 3"), warmup);
        float[][] features = new float[40][3];
        int[] labels = new int[40];
        for (int i = 0; i < 40; i++) {
            features[i][i % 3] = i;
            labels[i] = i % 2;
        }
        Parts table = new Parts(Dataset.of(features, labels, 2), null, null);
        String cut = refused(RECIPE.withLoss("elr+:cutmix=0.5"), table);
        assertTrue(cut.contains("cutmix needs images"), cut);
    }

    @Test
    void aSplitThatLeavesNothingEndsTrainingWithAdvice() {
        Recipe recipe = RECIPE.withLoss("split:warmup=1,threshold=0.999").withModel("linear");
        Recipe still = recipe.withOptimizer("sgd", 1e-9, "constant");
        String message = assertThrows(
                        IllegalStateException.class, () -> train(still, folder.resolve("c"), Listener.SILENT))
                .getMessage();
        assertTrue(message.contains("above the threshold 0.999"), message);
    }

    @Test
    void modelsAndWeightsThatDoNotGoTogetherAreRefused() {
        String two = assertThrows(
                        IllegalArgumentException.class,
                        () -> RECIPE.withModel("2*mlp:16").withLoss("elr+"))
                .getMessage();
        assertTrue(two.contains("give the model as mlp:16"), two);
        String weights = assertThrows(
                        IllegalArgumentException.class,
                        () -> RECIPE.withClassWeights("balanced").withLoss("split"))
                .getMessage();
        assertTrue(weights.contains("weighs examples by itself"), weights);
    }
}
