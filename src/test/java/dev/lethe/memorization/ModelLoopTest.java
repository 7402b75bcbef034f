package dev.lethe.memorization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.data.DataException;
import dev.lethe.data.Dataset;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLoopTest {
    private static final ModelLoop.Progress SILENT = (model, done, total) -> {};

    @TempDir
    Path dir;

    private final Parts parts = new DataRequest("strokes:60", "symmetric:0.2", 0, 0, 1).load();
    private final Recipe recipe =
            Recipe.standard().withModel("mlp:16").withEpochs(2).withBatch(16);

    private ModelRuns runs(Recipe own) {
        return new ModelRuns(
                parts.train(), parts.test(), own, new Membership(Membership.Kind.SUBSET, 60, 0.5, own.seed()));
    }

    private ModelLoop loop(String folder, String... devices) {
        return new ModelLoop(runs(recipe), List.of(devices), dir.resolve(folder));
    }

    private static void assertSameFiles(RunFolder a, RunFolder b, int models) throws IOException {
        for (int m = 0; m < models; m++) {
            assertArrayEquals(Files.readAllBytes(a.file(m)), Files.readAllBytes(b.file(m)), "model " + m);
        }
    }

    @Test
    void filesAreTheSameWhoeverTrains() throws IOException {
        ModelLoop one = loop("one", "cpu:1");
        ModelLoop three = loop("three", "cpu:1", "cpu:2", "cpu:1");
        List<Integer> told = Collections.synchronizedList(new ArrayList<>());
        assertTrue(one.run(5, () -> false, SILENT));
        assertTrue(three.run(5, () -> false, (model, done, total) -> {
            assertEquals(5, total);
            told.add(done);
        }));
        assertEquals(List.of(1, 2, 3, 4, 5), told);
        assertSameFiles(one.folder(), three.folder(), 5);
        ModelResult first = one.folder().read(0);
        assertFalse(java.util.Arrays.equals(
                first.probability(), one.folder().read(1).probability()));
        assertEquals(30, Membership.rows(first.member()).length);
        assertEquals(parts.test().size(), first.testCorrect().length);
    }

    @Test
    void partsOfTheWorkMakeTheWhole() throws IOException {
        ModelLoop whole = loop("whole", "cpu:1");
        whole.run(5, () -> false, SILENT);
        assertTrue(loop("shared", "cpu:1").run(5, 1, 2, () -> false, SILENT));
        ModelLoop other = loop("shared", "cpu:1");
        assertFalse(other.folder().has(0));
        assertTrue(other.folder().has(1) && other.folder().has(3));
        assertTrue(other.run(5, 0, 2, () -> false, SILENT));
        assertSameFiles(whole.folder(), other.folder(), 5);
        Exception e = assertThrows(IllegalArgumentException.class, () -> other.run(5, 2, 2, () -> false, SILENT));
        assertEquals("part 2 of 2: 0..1 is allowed", e.getMessage());
    }

    @Test
    void aStoppedLoopGoesOnWithWhatIsMissing() throws IOException {
        ModelLoop whole = loop("whole", "cpu:1");
        whole.run(4, () -> false, SILENT);
        AtomicInteger steps = new AtomicInteger();
        ModelLoop stopped = loop("stopped", "cpu:1");
        assertFalse(stopped.run(4, () -> steps.incrementAndGet() > 10, SILENT));
        assertTrue(stopped.folder().has(0));
        assertFalse(stopped.folder().has(3));
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        Files.setLastModifiedTime(stopped.folder().file(0), old);
        List<Integer> trained = new ArrayList<>();
        ModelLoop again = loop("stopped", "cpu:1");
        assertTrue(again.run(4, () -> false, (model, done, total) -> trained.add(model)));
        assertFalse(trained.contains(0), trained.toString());
        assertEquals(3, trained.get(trained.size() - 1));
        assertEquals(
                old.toInstant(),
                Files.getLastModifiedTime(again.folder().file(0)).toInstant());
        assertSameFiles(whole.folder(), again.folder(), 4);
    }

    @Test
    void otherRunsInTheFolderAreRefused() throws IOException {
        ModelLoop mine = loop("mine", "cpu:1");
        mine.run(1, () -> false, SILENT);
        Path folder = dir.resolve("mine");
        Exception e = assertThrows(
                DataException.class,
                () -> new ModelLoop(runs(recipe.withEpochs(3).withSeed(7)), List.of("cpu:1"), folder));
        assertEquals(
                folder.resolve("manifest.json") + " is of other model runs: epochs is 2 there and 3 here;"
                        + " membership_seed is 1 there and 7 here; seed is 1 there and 7 here."
                        + " Choose another folder, or the settings of this one",
                e.getMessage());
        Dataset relabelled = parts.train().withGivenLabels(parts.train().trueLabels());
        e = assertThrows(
                DataException.class,
                () -> new ModelLoop(
                        new ModelRuns(
                                relabelled, parts.test(), recipe, runs(recipe).membership()),
                        List.of("cpu:1"),
                        folder));
        assertTrue(e.getMessage().contains("other model runs: train_sha256 is "), e.getMessage());

        ModelLoop other = new ModelLoop(runs(recipe.withSeed(7)), List.of("cpu:1"), dir.resolve("other"));
        Files.copy(mine.folder().file(0), other.folder().file(0));
        e = assertThrows(DataException.class, () -> other.folder().read(0));
        assertTrue(e.getMessage().contains("000000.npz is of other model runs: membership_seed is 1"), e.getMessage());

        Files.delete(folder.resolve("manifest.json"));
        e = assertThrows(DataException.class, () -> loop("mine", "cpu:1"));
        assertTrue(e.getMessage().contains("is there without a manifest.json"), e.getMessage());
    }

    @Test
    void filesOfAnotherVersionAreRefused() throws IOException {
        loop("old", "cpu:1").run(1, () -> false, SILENT);
        Path file = dir.resolve("old/manifest.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"format\" : \"\\d+\"", "\"format\" : \"0\""));
        Exception e = assertThrows(DataException.class, () -> loop("old", "cpu:1"));
        assertTrue(e.getMessage().contains("format is 0 there and 1 here"), e.getMessage());
        Files.writeString(file, "{\"epochs\": \"2\"}");
        e = assertThrows(DataException.class, () -> loop("old", "cpu:1"));
        assertTrue(e.getMessage().contains("field 'format' is missing"), e.getMessage());
        Files.writeString(file, "nothing");
        e = assertThrows(DataException.class, () -> loop("old", "cpu:1"));
        assertTrue(e.getMessage().contains("holds no manifest of model runs"), e.getMessage());
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        ModelLoop mine = loop("mine", "cpu:1");
        mine.run(2, () -> false, SILENT);
        byte[] whole = Files.readAllBytes(mine.folder().file(0));
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 4;
        Files.write(mine.folder().file(0), changed);
        assertThrows(DataException.class, () -> mine.folder().read(0));
        Files.write(mine.folder().file(0), java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThrows(DataException.class, () -> mine.folder().read(0));
        Files.write(mine.folder().file(0), Files.readAllBytes(mine.folder().file(1)));
        Exception e = assertThrows(DataException.class, () -> mine.folder().read(0));
        assertTrue(e.getMessage().endsWith("array 'model' is 1, 0 was expected"), e.getMessage());
        e = assertThrows(DataException.class, () -> mine.folder().read(2));
        assertTrue(e.getMessage().endsWith("000002.npz: no such file"), e.getMessage());
    }

    @Test
    void whatKilledWritersLeftIsTakenAway() throws IOException {
        Files.createDirectories(dir.resolve("mine"));
        Path stale = Files.createFile(dir.resolve("mine/.writing-a"));
        Path fresh = Files.createFile(dir.resolve("mine/.writing-b"));
        Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        loop("mine", "cpu:1").run(1, () -> false, SILENT);
        assertFalse(Files.exists(stale));
        assertTrue(Files.exists(fresh), "another process may be writing it");
    }

    @Test
    void failuresNameTheModelAndEndTheLoop() {
        int[] labels = new int[40];
        labels[0] = 1;
        Dataset lopsided = Dataset.of(new float[40][2], labels, 2);
        ModelRuns runs = new ModelRuns(
                lopsided, null, recipe.withModel("linear"), new Membership(Membership.Kind.SUBSET, 40, 0.5, 1));
        Exception e = assertThrows(
                IllegalArgumentException.class,
                () -> new ModelLoop(runs, List.of("cpu:1", "cpu:1"), dir).run(20, () -> false, SILENT));
        assertTrue(e.getMessage().matches("model \\d+: .*all have the label 0.*"), e.getMessage());
        e = assertThrows(
                IllegalStateException.class,
                () -> new ModelLoop(
                                runs(recipe.withOptimizer("sgd", 9e5, "constant")
                                        .withEpochs(4)),
                                List.of("cpu:1"),
                                dir.resolve("wild"))
                        .run(2, () -> false, SILENT));
        assertTrue(e.getMessage().startsWith("model 0: "), e.getMessage());
    }

    @Test
    void aLoopThatCannotBeginLeavesNoMark() throws IOException {
        assertThrows(
                IllegalArgumentException.class, () -> loop("mine", "abacus").run(1, () -> false, SILENT));
        ModelLoop mine = loop("mine", "cpu:1");
        ModelLoop rival = new ModelLoop(runs(recipe.withSeed(9)), List.of("cpu:1"), dir.resolve("mine"));
        assertTrue(mine.run(1, () -> false, SILENT));
        Exception e = assertThrows(DataException.class, () -> rival.run(2, () -> false, SILENT));
        assertTrue(e.getMessage().contains("seed is 1 there and 9 here"), e.getMessage());
        assertFalse(rival.folder().has(1));
    }

    @Test
    void devicesAreOfOneNamedKind() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> loop("a", "cpu:1", "cuda:0"));
        assertTrue(e.getMessage().startsWith("devices [cpu:1, cuda:0]: one or more of a single kind"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> loop("a", "best"));
        assertThrows(IllegalArgumentException.class, () -> loop("a"));
        assertFalse(Files.exists(dir.resolve("a")));
        assertEquals(List.of("cuda:1"), ModelLoop.usualDevices("cuda:1"));
        assertEquals(
                Collections.nCopies(Runtime.getRuntime().availableProcessors(), "cpu:1"),
                ModelLoop.usualDevices("cpu"));
    }
}
