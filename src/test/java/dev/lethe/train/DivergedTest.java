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
import dev.lethe.data.Dataset;
import dev.lethe.data.HostTensor;
import dev.lethe.data.SafeTensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        return begun(recipe, PARTS, name, value);
    }

    private Path begun(Recipe recipe, Parts parts, String name, float value) {
        Path path = folder.resolve("begun");
        Normalisation normalisation = Normalisation.of(parts.train());
        try (Device device = DeviceUnderTest.open();
                TrainingState state = new TrainingState(device, recipe, parts.train(), normalisation)) {
            Tensor t = state.parameters().named().get(name);
            float[] values = device.floats(t);
            Arrays.fill(values, 1, values.length, value);
            device.upload(values, t);
            new Checkpoint(path, recipe, parts, normalisation).save(device, state, new History());
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
        Path begun = begun(RECIPE, "2.weight", 3e38f);
        DivergedException e = train(RECIPE, begun, true);
        assertEquals(1, e.step());
        assertEquals("2", e.layer(), e.getMessage());
        assertTrue(e.where().matches("the output of \\w+, layer 2 \\(2\\.weight\\)"), e.getMessage());
    }

    @Test
    void aLossOfFiniteOutputsMayBeInfinite() {
        Recipe squared = RECIPE.withLoss("squared");
        DivergedException e = train(squared, begun(squared, "4.bias", 1e30f), true);
        assertEquals(1, e.step());
        assertEquals("the loss, after layer 4", e.where());
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

    @Test
    void anExampleThatAloneOverflowsIsNamedWithItsLabel() {
        float[] features = new float[2 * 40];
        int[] labels = new int[40];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 3;
            features[2 * i] = i;
        }
        features[2 * 25 + 1] = 1; // normalised about 6, the others about -0.2
        Dataset all = Dataset.table(features, 2, labels, 3, null, "memory");
        int[] rows = new int[37];
        Arrays.setAll(rows, i -> i + 3);
        Parts table = new Parts(all.subset(rows), null, null);
        Path begun = begun(RECIPE, table, "0.weight", 1e38f);
        try (Device device = DeviceUnderTest.open()) {
            Trainer trainer =
                    new Trainer(device, RECIPE, table).checkpoint(begun, 1).resume(true);
            DivergedException e = assertThrows(DivergedException.class, () -> trainer.run(Listener.SILENT));
            assertEquals("0", e.layer());
            assertTrue(e.getMessage().contains("for example 25 with given label 1"), e.getMessage());
            assertTrue(e.step() <= 3, e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"elr, 2", "split, 2", "elr+, 1.2", "co-teaching, 1.2"})
    void everyNetworkOfAMethodIsWatched(String loss, String layer) {
        Recipe recipe = RECIPE.withLoss(loss);
        DivergedException e = train(recipe, begun(recipe, layer + ".weight", 3e38f), true);
        assertEquals(1, e.step());
        assertEquals(layer, e.layer(), e.getMessage());
        assertTrue(e.where().endsWith("(" + layer + ".weight)"), e.getMessage());
        assertFalse(e.weights().isEmpty());
        DivergedException again = train(recipe, e.saved(), true);
        assertEquals(e.getMessage(), again.getMessage().replace("-last-good-last-good", "-last-good"));
    }

    @Test
    void aStateTooLargeToCopyIsSaidToBe() {
        try (Device device = DeviceUnderTest.open();
                TrainingState state =
                        new TrainingState(device, RECIPE, PARTS.train(), Normalisation.of(PARTS.train()))) {
            Safeguard guard = new Safeguard(device, RECIPE, PARTS, Normalisation.of(PARTS.train()), state, null, 1000);
            guard.begin(new History());
            guard.end();
            Tensor bias = state.parameters().named().get("0.bias");
            device.upload(new float[] {1, 2, Float.NEGATIVE_INFINITY, 3, 4, 5, 6, 7}, bias);
            DivergedException e = assertThrows(DivergedException.class, guard::end);
            assertTrue(e.getMessage().contains("in epoch 1: where is unknown"), e.getMessage());
            assertTrue(e.getMessage().contains("(1000 are allowed"), e.getMessage());
            assertEquals(-1, e.step());
        }
    }

    @Test
    void theSumIsReadWithinAnEpochTooAndAReplayThatFindsNothingSaysSo() {
        Parts many = new DataRequest("strokes:300", "none", 0, 0, 5).load();
        Normalisation normalisation = Normalisation.of(many.train());
        Recipe single = RECIPE.withModel("linear").withBatch(1);
        try (Device device = DeviceUnderTest.open();
                TrainingState state = new TrainingState(device, single, many.train(), normalisation)) {
            Safeguard guard = new Safeguard(device, single, many, normalisation, state, null, 1 << 30);
            guard.begin(new History());
            state.shuffle();
            for (int i = 1; i < Safeguard.EVERY; i++) {
                state.step(1);
                guard.step();
            }
            state.step(1);
            device.upload(new float[] {Float.NaN}, state.tensors().get("ledger.loss_sum"));
            DivergedException e = assertThrows(DivergedException.class, guard::step);
            assertTrue(e.getMessage().contains("the device gave other bits than before"), e.getMessage());
            assertEquals(0, state.clock().save()[ClockState.STEP], "the state is that of the epoch's beginning");
        }
    }
}
