package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.autograd.Clip;
import dev.lethe.data.DataException;
import dev.lethe.data.HostTensor;
import dev.lethe.data.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tracking in whole runs: which epochs, that nothing is learned otherwise, stops, and what is refused. */
@Tag("devices")
class TrackingTest {
    private static final String ALL = "loss,probability,margin,el2n,norm,cosine,grand,forgetting";
    private static final Parts PARTS = new DataRequest("strokes:133", "symmetric:0.3", 0, 0.1, 5).load();
    private static final Recipe RECIPE = Recipe.standard()
            .withModel("mlp:16")
            .withLoss("elr")
            .withBatch(32)
            .withEpochs(4)
            .withSeed(9)
            .withAugmentation("crop:2,flip");

    @TempDir
    Path folder;

    private static Listener stopAfter(int steps) {
        AtomicInteger asked = new AtomicInteger();
        return new Listener() {
            @Override
            public boolean cancelled() {
                return asked.getAndIncrement() >= steps;
            }
        };
    }

    private static RunResult train(Recipe recipe, String tracking, Path checkpoint, boolean resume, Listener listener) {
        try (Device device = DeviceUnderTest.open()) {
            return new Trainer(device, recipe, PARTS)
                    .track(Tracking.parse(tracking))
                    .checkpoint(checkpoint, 1)
                    .resume(resume)
                    .run(listener);
        }
    }

    @ParameterizedTest
    @CsvSource({"mlp:16,elr", "convnet,gce", "2*mlp:16,ce"})
    void whatIsTrackedChangesNothingThatIsLearned(String model, String loss) throws IOException {
        Recipe recipe = RECIPE.withModel(model)
                .withLoss(loss)
                .withOptimizer("sgd:momentum=0.9", 0.01, "constant")
                .withEpochs(2);
        RunResult plain = train(recipe, "none", folder.resolve("plain"), false, Listener.SILENT);
        RunResult tracked = train(recipe, ALL, folder.resolve("tracked"), false, Listener.SILENT);
        // On CUDA, norms of convolutions come with another order of summing the gradient of the batch.
        float tolerance = DeviceUnderTest.isCpu() || !model.equals("convnet") ? 0 : 1e-5f;
        Map<String, HostTensor> others =
                SafeTensors.read(folder.resolve("tracked").resolve(Checkpoint.WEIGHTS));
        SafeTensors.read(folder.resolve("plain").resolve(Checkpoint.WEIGHTS)).forEach((name, weights) -> {
            float[] other = others.get(name).floats();
            for (int i = 0; i < other.length; i++) {
                assertEquals(weights.floats()[i], other[i], tolerance, name);
            }
        });
        assertNull(plain.tracking());
        assertEquals(2, tracked.tracking().epoch().length);
    }

    @Test
    void everySecondEpochHasTheValuesOfTheFullAccount() {
        RunResult full = train(RECIPE, ALL, null, false, Listener.SILENT);
        Map<Integer, Map<String, float[]>> seen = new HashMap<>();
        RunResult second = train(RECIPE, ALL + ":every=2", null, false, new Listener() {
            @Override
            public void epoch(EpochRecord record, EpochView run) {
                seen.put(record.epoch(), run.tracked());
            }
        });
        assertArrayEquals(new int[] {1, 2, 3, 4}, full.tracking().epoch());
        assertArrayEquals(new int[] {2, 4}, second.tracking().epoch());
        assertTrue(seen.get(1).isEmpty() && seen.get(3).isEmpty());
        assertEquals(8, second.tracking().values().size());
        second.tracking().values().forEach((name, rows) -> {
            assertArrayEquals(full.tracking().values().get(name)[1], rows[0], name);
            assertArrayEquals(full.tracking().values().get(name)[3], rows[1], name);
            assertArrayEquals(rows[1], seen.get(4).get(name), name);
            for (float value : rows[0]) {
                assertTrue(Float.isFinite(value), name + " is " + value);
            }
        });
        assertArrayEquals(PARTS.train().labels(), second.tracking().given());
        assertFalse(
                Arrays.equals(
                        second.tracking().values().get("norm")[0],
                        second.tracking().values().get("norm")[1]),
                "norms are those of the first epoch");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 7, 12})
    void resumedTrackingEqualsUninterruptedTracking(int steps) throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        RunResult straight = train(RECIPE, ALL + ":every=2", whole, false, Listener.SILENT);
        train(RECIPE, ALL + ":every=2", parts, false, stopAfter(steps));
        RunResult resumed = train(RECIPE, ALL + ":every=2", parts, true, Listener.SILENT);
        for (String name : new String[] {Checkpoint.WEIGHTS, Checkpoint.STATE, Checkpoint.TRACKING}) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(parts.resolve(name)), name);
        }
        assertArrayEquals(straight.tracking().epoch(), resumed.tracking().epoch());
        straight.tracking().values().forEach((name, rows) -> {
            for (int e = 0; e < rows.length; e++) {
                assertArrayEquals(rows[e], resumed.tracking().values().get(name)[e], name);
            }
        });
    }

    @Test
    void aResumeThatTracksSomethingElseIsRefused() {
        Path checkpoint = folder.resolve("c");
        train(RECIPE, "norm", checkpoint, false, stopAfter(6));
        DataException e =
                assertThrows(DataException.class, () -> train(RECIPE, "norm,loss", checkpoint, true, Listener.SILENT));
        assertTrue(e.getMessage().contains("tracks 'norm'; this run tracks 'loss,norm'"), e.getMessage());
        e = assertThrows(DataException.class, () -> train(RECIPE, "none", checkpoint, true, Listener.SILENT));
        assertTrue(e.getMessage().contains("this run tracks 'none'"), e.getMessage());
    }

    @Test
    void batchStatisticsAreRefusedBeforeAnythingIsLearned() {
        Recipe recipe = RECIPE.withModel("resnet18").withLoss("ce").withBatch(4);
        AtomicInteger steps = new AtomicInteger();
        Listener counting = new Listener() {
            @Override
            public void step(int epoch, int examples, int of) {
                steps.incrementAndGet();
            }
        };
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> train(recipe, "loss,norm:every=4", null, false, counting));
        assertTrue(e.getMessage().contains("tracking 'loss,norm:every=4' of model 'resnet18'"), e.getMessage());
        assertTrue(e.getMessage().contains("BatchNorm"), e.getMessage());
        assertTrue(e.getMessage().contains("grand can be tracked"), e.getMessage());
        assertEquals(0, steps.get());
    }

    @Test
    void normsOfClippedTrainingAreThoseBeforeClipping() {
        Recipe recipe = RECIPE.withEpochs(1);
        try (Device device = DeviceUnderTest.open()) {
            TrackingTable table = new Trainer(device, recipe, PARTS)
                    .track(Tracking.parse("norm,cosine"))
                    .clipExamples(Clip.flat(1e-3))
                    .run(Listener.SILENT)
                    .tracking();
            for (int i = 0; i < PARTS.train().size(); i++) {
                assertTrue(table.values().get("norm")[0][i] > 1e-2, "example " + i);
                assertTrue(Math.abs(table.values().get("cosine")[0][i]) <= 1.00001f, "example " + i);
            }
        }
    }

    @Test
    void privateTrainingIsNotTracked() {
        try (Device device = DeviceUnderTest.open()) {
            Trainer trainer = new Trainer(device, RECIPE.withLoss("ce"), PARTS)
                    .track(Tracking.parse("loss"))
                    .privately(new PrivateTraining(null, 1.0, 1e-5, Clip.flat(1)));
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> trainer.run(Listener.SILENT));
            assertTrue(
                    e.getMessage().contains("private training does not go together with tracking 'loss'"),
                    e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"elr+", "co-teaching"})
    void methodsWithTwoNetworksHaveNoNorms(String method) {
        Recipe recipe = RECIPE.withLoss(method).withAugmentation("none").withEpochs(2);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> train(recipe, "el2n,cosine,grand", null, false, Listener.SILENT));
        assertTrue(e.getMessage().contains("cosine, grand cannot be had with loss '" + method), e.getMessage());
        TrackingTable table =
                train(recipe, "el2n,forgetting", null, false, Listener.SILENT).tracking();
        assertEquals(2, table.values().size());
        assertTrue(Float.isFinite(table.values().get("el2n")[1][7]));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "norm,nose; unknown 'nose'; allowed: none, or names with commas between out of loss, probability",
                "norm,; unknown ''",
                "norm,norm; 'norm' is given twice",
                "norm:every=0; 'every=0' is not every=K with K from 1",
                "norm:each=2; 'each=2' is not every=K",
                "none:every=2; unknown 'none'",
                "norm:every=5; tracks nothing of 4 epochs"
            })
    void whatIsNotUnderstoodIsNamed(String text, String message) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> Tracking.parse(text).require(RECIPE));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void textIsReadBackAsItWas() {
        for (String text : new String[] {"none", "loss,norm", ALL + ":every=3"}) {
            assertEquals(text, Tracking.parse(text).text());
        }
        assertEquals("loss,norm", Tracking.parse("norm,loss:every=1").text());
    }
}
