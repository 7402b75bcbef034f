package dev.lethe.memorization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("devices")
class ModelRunsTest {
    private static final Parts PARTS = new DataRequest("strokes:60", "symmetric:0.2", 0, 0, 1).load();
    private static final ModelRuns RUNS = new ModelRuns(
            PARTS.train(),
            PARTS.test(),
            Recipe.standard().withModel("mlp:16").withEpochs(60).withBatch(16),
            new Membership(Membership.Kind.SUBSET, 60, 0.5, 1));

    @TempDir
    Path dir;

    @Test
    void judgementsAreOfTheGivenLabels() {
        try (Device device = DeviceUnderTest.open()) {
            ModelResult result = RUNS.run(device, 0, () -> false).orElseThrow();
            int inside = 0;
            int outside = 0;
            for (int i = 0; i < 60; i++) {
                assertTrue(result.correct()[i] ? result.probability()[i] > 0.1 : result.probability()[i] < 0.51);
                inside += result.member()[i] && result.correct()[i] ? 1 : 0;
                outside += !result.member()[i] && result.correct()[i] ? 1 : 0;
            }
            assertEquals(30, inside, 2, "with wrong labels too, what was trained on is learned");
            assertTrue(outside < 25, outside + " of 30");
            assertTrue(RUNS.run(device, 0, () -> true).isEmpty());
        }
    }

    @Test
    void earlierEpochsMayJudgeToo() {
        try (Device device = DeviceUnderTest.open()) {
            List<ModelResult> all = RUNS.run(device, 0, new int[] {1, 60}, () -> false);
            assertEquals(2, all.size());
            assertArrayEquals(
                    RUNS.run(device, 0, () -> false).orElseThrow().probability(),
                    all.get(1).probability());
            assertArrayEquals(all.get(1).member(), all.get(0).member());
            assertTrue(right(all.get(0)) < right(all.get(1)), "after one epoch little is learned");
            assertTrue(RUNS.run(device, 0, new int[] {1, 60}, () -> true).isEmpty());
            for (int[] wrong : new int[][] {{0}, {2, 2}, {1, 61}}) {
                Exception e =
                        assertThrows(IllegalArgumentException.class, () -> RUNS.run(device, 0, wrong, () -> false));
                assertTrue(e.getMessage().endsWith("rising numbers from 1 to 60 are allowed"), e.getMessage());
            }
        }
    }

    private static int right(ModelResult result) {
        int count = 0;
        for (boolean correct : result.correct()) {
            count += correct ? 1 : 0;
        }
        return count;
    }

    @Test
    void severalThreadsMayEachHaveTheDevice() {
        String name = DeviceUnderTest.name();
        DeviceUnderTest.open().close(); // says why where there is none
        ModelLoop loop = new ModelLoop(RUNS, List.of(name, name), dir);
        assertTrue(loop.run(3, () -> false, (model, done, total) -> {}));
        try (Device device = DeviceUnderTest.open()) {
            for (int m = 0; m < 3; m++) {
                ModelResult alone = RUNS.run(device, m, () -> false).orElseThrow();
                ModelResult beside = loop.folder().read(m);
                assertArrayEquals(alone.member(), beside.member());
                assertArrayEquals(alone.probability(), beside.probability());
                assertArrayEquals(alone.testProbability(), beside.testProbability());
                assertArrayEquals(alone.correct(), beside.correct());
            }
        }
    }

    @Test
    void membershipIsOfTheTrainingExamples() {
        Exception e = assertThrows(
                IllegalArgumentException.class,
                () -> new ModelRuns(
                        PARTS.train(), null, RUNS.recipe(), new Membership(Membership.Kind.SUBSET, 61, 0.5, 1)));
        assertTrue(e.getMessage().startsWith("membership of 61 examples for the 60 of "), e.getMessage());
    }
}
