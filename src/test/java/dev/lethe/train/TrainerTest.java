package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("devices")
class TrainerTest {
    private static final Parts PARTS = new DataRequest("strokes:203", "symmetric:0.3", 0, 0.1, 5).load();
    private static final Recipe RECIPE = Recipe.standard()
            .withModel("mlp:32")
            .withLoss("elr")
            .withBatch(32)
            .withEpochs(3)
            .withSeed(9)
            .withAugmentation("crop:2,flip");

    @TempDir
    Path folder;

    /** Cancels before the step of a given number. */
    private static Listener stopAfter(int steps) {
        AtomicInteger asked = new AtomicInteger();
        return new Listener() {
            @Override
            public boolean cancelled() {
                return asked.getAndIncrement() >= steps;
            }
        };
    }

    private RunResult train(Recipe recipe, Path checkpoint, boolean resume, Listener listener) {
        try (Device device = DeviceUnderTest.open()) {
            return new Trainer(device, recipe, PARTS)
                    .checkpoint(checkpoint, 1)
                    .resume(resume)
                    .run(listener);
        }
    }

    private static byte[] file(Path checkpoint, String name) throws IOException {
        return Files.readAllBytes(checkpoint.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"elr", "gce", "ce:smoothing=0.1"})
    void theSameRecipeGivesTheSameBits(String loss) throws IOException {
        RunResult a = train(RECIPE.withLoss(loss), folder.resolve("a"), false, Listener.SILENT);
        RunResult b = train(RECIPE.withLoss(loss), folder.resolve("b"), false, Listener.SILENT);
        for (String name : new String[] {Checkpoint.WEIGHTS, Checkpoint.STATE, Checkpoint.BEST}) {
            assertArrayEquals(file(folder.resolve("a"), name), file(folder.resolve("b"), name), name);
        }
        assertArrayEquals(a.ledger().loss(), b.ledger().loss());
    }

    /** Tables, an estimated matrix and the epochs of ramps are part of what is saved. */
    @ParameterizedTest
    @ValueSource(strings = {"temporal:ramp=2", "distil:ramp=2", "forward:warmup=1"})
    void whatALossKeepsOutlivesAStop(String loss) throws IOException {
        Recipe recipe = RECIPE.withLoss(loss);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        train(recipe, whole, false, Listener.SILENT);
        train(recipe, parts, false, stopAfter(8));
        train(recipe, parts, true, Listener.SILENT);
        for (String name : new String[] {Checkpoint.WEIGHTS, Checkpoint.STATE}) {
            assertArrayEquals(file(whole, name), file(parts, name), loss + ": " + name);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 6, 7, 8, 13})
    void resumedTrainingEqualsUninterruptedTraining(int steps) throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        RunResult straight = train(RECIPE, whole, false, Listener.SILENT);
        RunResult stopped = train(RECIPE, parts, false, stopAfter(steps));
        assertTrue(stopped.epochs() < RECIPE.epochs(), "cancelled after " + steps + " steps");
        RunResult resumed = train(RECIPE, parts, true, Listener.SILENT);
        assertArrayEquals(file(whole, Checkpoint.WEIGHTS), file(parts, Checkpoint.WEIGHTS));
        assertArrayEquals(file(whole, Checkpoint.STATE), file(parts, Checkpoint.STATE));
        assertArrayEquals(file(whole, Checkpoint.BEST), file(parts, Checkpoint.BEST));
        assertEquals(straight.epochs(), resumed.epochs());
        for (int e = 0; e < straight.epochs(); e++) {
            assertEquals(
                    straight.curve().get(e).trainLoss(), resumed.curve().get(e).trainLoss());
            assertEquals(
                    straight.curve().get(e).testAccuracy(),
                    resumed.curve().get(e).testAccuracy());
        }
        assertArrayEquals(straight.ledger().forgettingEvents(), resumed.ledger().forgettingEvents());
        assertArrayEquals(straight.ledger().firstLearned(), resumed.ledger().firstLearned());
    }

    @Test
    void optimisersWithMomentumResumeToo() throws IOException {
        for (String optimizer : new String[] {"sgd:momentum=0.9,nesterov=true,decay=1e-3,clip=1", "adamw"}) {
            Recipe recipe = RECIPE.withOptimizer(optimizer, 0.01, "onecycle").withClassWeights("balanced");
            Path whole = folder.resolve("whole-" + optimizer.substring(0, 3));
            Path parts = folder.resolve("parts-" + optimizer.substring(0, 3));
            train(recipe, whole, false, Listener.SILENT);
            train(recipe, parts, false, stopAfter(9));
            train(recipe, parts, true, Listener.SILENT);
            assertArrayEquals(file(whole, Checkpoint.WEIGHTS), file(parts, Checkpoint.WEIGHTS), optimizer);
            assertArrayEquals(file(whole, Checkpoint.STATE), file(parts, Checkpoint.STATE), optimizer);
        }
    }

    @Test
    void aCheckpointOfAnotherRecipeOrOtherDataIsRefused() {
        Path checkpoint = folder.resolve("c");
        train(RECIPE.withEpochs(1), checkpoint, false, Listener.SILENT);
        DataException other =
                assertThrows(DataException.class, () -> train(RECIPE.withBatch(16), checkpoint, true, Listener.SILENT));
        assertTrue(other.getMessage().contains("another recipe"), other.getMessage());
        Parts others = new DataRequest("strokes:203", "symmetric:0.4", 0, 0.1, 5).load();
        try (Device device = DeviceUnderTest.open()) {
            Trainer trainer = new Trainer(device, RECIPE.withEpochs(1), others)
                    .checkpoint(checkpoint, 1)
                    .resume(true);
            DataException data = assertThrows(DataException.class, () -> trainer.run(Listener.SILENT));
            assertTrue(data.getMessage().contains("other training, validation or test data"), data.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Checkpoint.WEIGHTS, Checkpoint.STATE, Checkpoint.BEST})
    void aDamagedCheckpointIsRefusedByName(String name) throws IOException {
        Path checkpoint = folder.resolve("c");
        train(RECIPE.withEpochs(1), checkpoint, false, Listener.SILENT);
        byte[] bytes = file(checkpoint, name);
        bytes[bytes.length - 1] ^= 1;
        Files.write(checkpoint.resolve(name), bytes);
        DataException e =
                assertThrows(DataException.class, () -> train(RECIPE.withEpochs(1), checkpoint, true, Listener.SILENT));
        assertTrue(e.getMessage().contains(name), e.getMessage());
    }

    @Test
    void theLedgerHasARowForEveryTrainingExample() {
        RunResult r = train(RECIPE.withLoss("ce").withEpochs(6), folder.resolve("c"), false, Listener.SILENT);
        LedgerTable t = r.ledger();
        assertEquals(PARTS.train().size(), t.size());
        assertNotNull(t.trueLabel());
        int learned = 0;
        for (int i = 0; i < t.size(); i++) {
            assertEquals(t.margin()[i] > 0, t.prediction()[i] == t.given()[i] && t.margin()[i] != 0);
            assertTrue(t.probability()[i] >= 0 && t.probability()[i] <= 1);
            assertEquals(-Math.log(t.probability()[i]), t.loss()[i], 1e-4 + 1e-3 * t.loss()[i]);
            assertTrue(t.firstLearned()[i] == -1 || (t.firstLearned()[i] >= 1 && t.firstLearned()[i] <= 6));
            learned += t.firstLearned()[i] > 0 ? 1 : 0;
        }
        assertTrue(learned > t.size() / 3, learned + " of " + t.size() + " learned");
        assertEquals(6, r.curve().size());
        Agreement a = Agreement.of(t.prediction(), t.given(), t.trueLabel());
        assertEquals(a.clean(), r.curve().get(5).cleanTrainAccuracy());
        assertEquals(a.memorized(), r.curve().get(5).memorized());
    }

    @Test
    void aLossThatIsNotFiniteEndsTrainingWithAdvice() {
        Recipe wild = RECIPE.withLoss("ce").withOptimizer("sgd:momentum=0", 1e5, "constant");
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> train(wild, folder.resolve("c"), false, Listener.SILENT));
        assertTrue(e.getMessage().contains("lower the rate"), e.getMessage());
    }

    @Test
    void theLastBatchOfOneJoinsTheOneBefore() {
        assertEquals(1, Shuffled.steps(33, 32));
        assertEquals(2, Shuffled.steps(34, 32));
        assertEquals(1, Shuffled.steps(1, 32));
        assertEquals(33, Shuffled.steps(33, 1));
        int[] counts = new int[10];
        for (int y : PARTS.train().labels()) {
            counts[y]++;
        }
        assertEquals(PARTS.train().size(), Arrays.stream(counts).sum());
    }

    @Test
    void aFolderOfOtherFilesIsNotReplacedByACheckpoint() throws IOException {
        Path precious = folder.resolve("results");
        Files.createDirectories(precious);
        Files.writeString(precious.resolve("thesis.txt"), "years of work");
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> train(RECIPE, precious, false, Listener.SILENT));
        assertTrue(e.getMessage().contains("thesis.txt"), e.getMessage());
        assertEquals("years of work", Files.readString(precious.resolve("thesis.txt")));
    }

    @Test
    void aDivergedStateDoesNotReplaceAGoodCheckpoint() throws IOException {
        Path checkpoint = folder.resolve("c");
        Recipe wild = RECIPE.withLoss("ce").withBatch(4).withOptimizer("sgd:momentum=0", 1e5, "constant");
        train(wild, checkpoint, false, stopAfter(0));
        byte[] good = file(checkpoint, Checkpoint.WEIGHTS);
        assertThrows(IllegalStateException.class, () -> train(wild, checkpoint, true, stopAfter(40)));
        assertArrayEquals(good, file(checkpoint, Checkpoint.WEIGHTS));
    }

    @Test
    void schedulesEndWithTrainingAlsoAfterAWarmUp() {
        assertEquals(
                1,
                ScheduleSpec.build("step:at=0.5+0.9,factor=0.1,warmup=2", 1, 10, 100)
                        .at(49));
        assertEquals(
                0.1,
                ScheduleSpec.build("step:at=0.5+0.9,factor=0.1,warmup=2", 1, 10, 100)
                        .at(50),
                1e-12);
        assertEquals(
                0.01,
                ScheduleSpec.build("step:at=0.5+0.9,factor=0.1,warmup=2", 1, 10, 100)
                        .at(90),
                1e-12);
        assertEquals(0, ScheduleSpec.build("cosine:warmup=2", 1, 10, 100).at(100), 1e-12);
        for (String bad : new String[] {"onecycle:warmup=1", "constant:warmup=1", "step:at=5", "step:at=NaN"}) {
            assertThrows(IllegalArgumentException.class, () -> ScheduleSpec.build(bad, 1, 10, 100), bad);
        }
    }
}
