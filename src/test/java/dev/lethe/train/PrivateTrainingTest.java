package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.data.DataException;
import dev.lethe.privacy.PoissonPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs with clipped gradients, and private ones. */
@Tag("devices")
class PrivateTrainingTest {
    private static final Parts PARTS = new DataRequest("strokes:203", "none", 0, 0.1, 5).load();
    private static final Recipe RECIPE = Recipe.standard()
            .withModel("mlp:16")
            .withLoss("ce")
            .withBatch(32)
            .withEpochs(3)
            .withSeed(9)
            .withAugmentation("crop:1");
    private static final PrivateTraining TERMS = PrivateTraining.parse("noise=0.8,delta=1e-4,clip=1");

    @TempDir
    Path folder;

    private RunResult train(Recipe recipe, PrivateTraining terms, Path checkpoint, int stopAfter, boolean resume) {
        AtomicInteger asked = new AtomicInteger();
        Listener listener = new Listener() {
            @Override
            public boolean cancelled() {
                return asked.getAndIncrement() >= stopAfter;
            }
        };
        try (Device device = DeviceUnderTest.open()) {
            Trainer trainer = new Trainer(device, recipe, PARTS).privately(terms);
            return trainer.checkpoint(checkpoint, 1).resume(resume).run(listener);
        }
    }

    private RunResult train(Recipe recipe, PrivateTraining terms) {
        return train(recipe, terms, folder.resolve("alone"), Integer.MAX_VALUE, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 7, 13})
    void resumedTrainingEqualsUninterruptedTraining(int steps) throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        RunResult straight = train(RECIPE, TERMS, whole, Integer.MAX_VALUE, false);
        assertTrue(train(RECIPE, TERMS, parts, steps, false).epochs() < 3);
        RunResult resumed = train(RECIPE, TERMS, parts, Integer.MAX_VALUE, true);
        for (String name : new String[] {Checkpoint.WEIGHTS, Checkpoint.STATE, Checkpoint.BEST}) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(parts.resolve(name)), name);
        }
        for (int e = 0; e < 3; e++) {
            assertEquals(
                    straight.curve().get(e).trainLoss(), resumed.curve().get(e).trainLoss());
            assertEquals(
                    straight.curve().get(e).epsilon(), resumed.curve().get(e).epsilon());
        }
    }

    @Test
    void aCheckpointOfOtherTermsIsRefused() {
        Path path = folder.resolve("c");
        train(RECIPE, TERMS, path, 7, false);
        PrivateTraining others = PrivateTraining.parse("noise=0.9,delta=1e-4,clip=1");
        for (PrivateTraining other : new PrivateTraining[] {others, null}) {
            DataException e =
                    assertThrows(DataException.class, () -> train(RECIPE, other, path, Integer.MAX_VALUE, true));
            assertTrue(e.getMessage().contains("private noise=0.8,delta=1.0E-4,clip=1.0"), e.getMessage());
        }
    }

    @Test
    void anotherSeedHasOtherNoise() {
        RunResult one = train(RECIPE.withEpochs(1), TERMS);
        RunResult two = train(RECIPE.withEpochs(1).withSeed(10), TERMS);
        RunResult again = train(RECIPE.withEpochs(1), TERMS);
        assertFalse(Arrays.equals(one.ledger().loss(), two.ledger().loss()));
        assertArrayEquals(one.ledger().loss(), again.ledger().loss());
    }

    @Test
    void itLearnsAndSaysWhatItSpent() {
        Recipe recipe = RECIPE.withEpochs(12).withAugmentation("none").withOptimizer("adam", 0.01, "constant");
        RunResult result = train(recipe, TERMS);
        double first = result.curve().get(0).trainLoss();
        double last = result.curve().get(11).trainLoss();
        assertTrue(last < first - 0.4, first + " to " + last);
        assertEquals(PARTS.train().size(), result.ledger().size());
        PrivateRun run = TERMS.run(PARTS.train().size(), recipe);
        for (int e = 1; e <= 12; e++) {
            assertEquals(run.epsilonAfter(e), result.curve().get(e - 1).epsilon());
            assertTrue(run.epsilonAfter(e) > (e == 1 ? 0 : run.epsilonAfter(e - 1)));
        }
        assertTrue(run.epsilonByPrivacyLoss() < run.epsilonAfter(12));
    }

    @Test
    void onlyThoseWhoTookPartHaveAHistory() {
        Recipe one = RECIPE.withEpochs(1).withAugmentation("none");
        RunResult result = train(one, PrivateTraining.parse("noise=1e-9,delta=1e-4,clip=1"));
        boolean[] took = new boolean[PARTS.train().size()];
        PoissonPlan.Epoch epoch = TERMS.run(took.length, one).plan().epoch(0);
        for (int i = 0; i < epoch.indices().length; i++) {
            took[epoch.indices()[i]] |= epoch.weights()[i] > 0;
        }
        int absent = 0;
        int learned = 0;
        for (int i = 0; i < took.length; i++) {
            absent += took[i] ? 0 : 1;
            learned += result.ledger().firstLearned()[i] == 1 ? 1 : 0;
            assertTrue(took[i] || result.ledger().firstLearned()[i] == -1, "example " + i);
        }
        assertTrue(absent > 10 && learned > 10, absent + " absent, " + learned + " learned");
    }

    @Test
    void aBudgetFindsItsNoise() {
        PrivateTraining budget = PrivateTraining.parse("epsilon=3,delta=1e-5,clip=1:automatic");
        PrivateRun run = budget.run(60_000, RECIPE.withBatch(256).withEpochs(60));
        assertEquals(234, run.stepsPerEpoch());
        assertEquals(1.0135, run.noiseMultiplier(), 2e-4);
        assertTrue(run.epsilonAfter(60) <= 3 && run.epsilonAfter(60) > 2.999);
        assertEquals(budget, PrivateTraining.parse(budget.text()));
        assertEquals(1, budget.run(10, RECIPE).samplingRate());
        PrivateTraining little = PrivateTraining.parse("noise=1,delta=1e-12,clip=1");
        assertTrue(Double.isNaN(little.run(1000, RECIPE).epsilonByPrivacyLoss()));
        PrivateTraining loud = PrivateTraining.parse("noise=1e-3,delta=1e-5,clip=1");
        assertTrue(Double.isNaN(loud.run(1000, RECIPE).epsilonByPrivacyLoss()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "elr|none|none|with elr, which keeps",
                "split|none|none|with the method split",
                "elr+|none|none|with the method elr+",
                "forward:warmup=1|none|none|give it one with matrix=FILE",
                "ce|cutmix:1|none|in which two examples share a gradient",
                "ce|none|balanced|counted from the labels",
            })
    void whatWouldBreakThePromiseIsRefused(String loss, String augmentation, String weights, String message) {
        Recipe recipe = RECIPE.withLoss(loss).withAugmentation(augmentation).withClassWeights(weights);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> train(recipe, TERMS));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private RunResult clipped(Recipe recipe, String clip) {
        try (Device device = DeviceUnderTest.open()) {
            Trainer trainer = new Trainer(device, recipe.withEpochs(2), PARTS);
            return (clip == null ? trainer : trainer.clipExamples(ClipSpec.parse(clip))).run(Listener.SILENT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce", "gce", "elr", "split:warmup=1", "co-teaching", "elr+"})
    void clippingAloneGoesWithEveryLoss(String loss) {
        Recipe recipe = RECIPE.withLoss(loss).withOptimizer("sgd:momentum=0", 0.05, "constant");
        float[] plain = clipped(recipe, null).ledger().loss();
        float[] loose = clipped(recipe, "1e6").ledger().loss();
        float[] tight = clipped(recipe, "1e-3").ledger().loss();
        for (int i = 0; i < plain.length; i++) {
            assertEquals(plain[i], loose[i], 1e-3 * (1 + Math.abs(plain[i])), loss + ", example " + i);
        }
        assertNotEquals(plain[0], tight[0], 1e-3);
    }

    @Test
    void batchNormIsRefusedWithAdvice() {
        Recipe recipe = RECIPE.withModel("resnet18").withBatch(4);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> train(recipe, TERMS));
        assertTrue(e.getMessage().contains("group normalisation"), e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> clipped(recipe, "1"));
        assertTrue(e.getMessage().contains("group normalisation"), e.getMessage());
    }
}
