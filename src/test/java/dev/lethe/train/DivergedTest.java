package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.data.HostTensor;
import dev.lethe.data.SafeTensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that meets NaN or infinity says where, and keeps what was good. */
@Tag("devices")
class DivergedTest {
    private static final Parts PARTS = new DataRequest("strokes:103", "none", 0, 0, 5).load();
    private static final Recipe RECIPE = Recipe.standard()
            .withModel("mlp:8,8")
            .withBatch(16)
            .withEpochs(2)
            .withSeed(9)
            .withOptimizer("sgd:momentum=0", 0.01, "constant");

    @TempDir
    Path folder;

    private DivergedException train(Recipe recipe, Path checkpoint, boolean resume) {
        try (Device device = DeviceUnderTest.open()) {
            Trainer trainer = new Trainer(device, recipe, PARTS).resume(resume);
            if (checkpoint != null) {
                trainer.checkpoint(checkpoint, 1);
            }
            return assertThrows(DivergedException.class, () -> trainer.run(Listener.SILENT));
        }
    }

    /** A checkpoint of the beginning, with a tensor of {@code value} but for its first element, which stays. */
    private Path begun(Recipe recipe, String name, float value) {
        Path path = folder.resolve("begun");
        Normalisation normalisation = Normalisation.of(PARTS.train());
        try (Device device = DeviceUnderTest.open();
                TrainingState state = new TrainingState(device, recipe, PARTS.train(), normalisation)) {
            Tensor t = state.parameters().named().get(name);
            float[] values = device.floats(t);
            Arrays.fill(values, 1, values.length, value);
            device.upload(values, t);
            new Checkpoint(path, recipe, PARTS, normalisation).save(device, state, new History());
        }
        return path;
    }

    @Test
    void aRateThatExplodesIsFoundInItsStep() {
        Recipe wild = RECIPE.withLoss("squared").withOptimizer("sgd:momentum=0", 100, "constant");
        Path checkpoint = folder.resolve("c");
        DivergedException e = train(wild, checkpoint, false);
        assertTrue(e.step() > 1 && e.epoch() >= 1, e.getMessage());
        assertTrue(e.getMessage().contains("in step " + e.step() + ", in epoch " + e.epoch()), e.getMessage());
        assertTrue(e.getMessage().contains("lower the rate (100.0 with loss squared)"), e.getMessage());
        assertTrue(e.getMessage().contains(e.where()), e.getMessage());
        assertEquals(folder.resolve("c-last-good").toAbsolutePath(), e.saved());
        e.weights().values().forEach(t -> assertEquals(-1, FirstNotFinite.first(t.floats())));

        Map<String, HostTensor> saved = SafeTensors.read(e.saved().resolve(Checkpoint.WEIGHTS));
        assertEquals(saved.keySet(), e.weights().keySet());
        saved.forEach(
                (name, t) -> assertArrayEquals(t.floats(), e.weights().get(name).floats(), name));

        DivergedException again = train(wild, e.saved(), true);
        assertEquals(e.step(), again.step());
        assertEquals(e.where(), again.where());
        assertEquals(e.epoch(), again.epoch());
    }

    @Test
    void theStepIsTheFirstAfterWhichSomethingIsNotFinite() {
        Recipe wild = RECIPE.withLoss("squared").withOptimizer("sgd:momentum=0", 100, "constant");
        DivergedException e = train(wild, folder.resolve("c"), false);
        Normalisation normalisation = Normalisation.of(PARTS.train());
        try (Device device = DeviceUnderTest.open();
                TrainingState state = new TrainingState(device, wild, PARTS.train(), normalisation)) {
            new Checkpoint(e.saved(), wild, PARTS, normalisation).load(device, state);
            assertEquals(e.step() - 1, state.clock().save()[ClockState.STEP]);
            assertTrue(Double.isFinite(state.ledger().lossSum()));
            state.shuffle();
            state.step(state.batchAt(state.clock().save()[ClockState.CURSOR]));
            boolean weights =
                    FirstNotFinite.first(device.floats(state.parameters().values())) < 0;
            assertFalse(weights && Double.isFinite(state.ledger().lossSum()));
        }
    }

    @Test
    void withoutCheckpointsTheWeightsAreInTheException() {
        DivergedException e = train(RECIPE.withLoss("squared").withOptimizer("adam", 1e5, "constant"), null, false);
        assertNull(e.saved());
        assertFalse(e.getMessage().contains("saved"), e.getMessage());
        assertFalse(e.weights().isEmpty());
        e.weights().values().forEach(t -> assertEquals(-1, FirstNotFinite.first(t.floats())));
    }

    @Test
    void anOutputThatOverflowsNamesItsLayer() {
        Path begun = begun(RECIPE, "1.weight", 3e38f);
        DivergedException e = train(RECIPE, begun, true);
        assertEquals(1, e.step());
        assertEquals("1", e.layer(), e.getMessage());
        assertTrue(e.where().matches("the output of \\w+, layer 1 \\(1\\.weight\\)"), e.getMessage());
    }

    @Test
    void aLossOfFiniteOutputsMayBeInfinite() {
        Recipe squared = RECIPE.withLoss("squared");
        DivergedException e = train(squared, begun(squared, "2.bias", 1e30f), true);
        assertEquals(1, e.step());
        assertEquals("the loss, after layer 2", e.where());
        assertTrue(e.getMessage().contains("is Infinity"), e.getMessage());
    }

    @Test
    void weightsThatAreNaNFromTheBeginningAreNoneToGoOnFrom() {
        DivergedException e = train(RECIPE, begun(RECIPE, "0.weight", Float.NaN), true);
        assertEquals(1, e.step());
        assertNull(e.saved());
        assertTrue(e.weights().isEmpty());
        assertEquals("the new value of 0.weight", e.where());
    }
}
