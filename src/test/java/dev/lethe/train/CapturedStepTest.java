package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lethe.ClockState;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Step;
import dev.lethe.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The trainer's whole step, from the gathering of a batch to the clock: captured once or several times over, it has the
 * bits of eager steps. The schedule, augmentation, the loss with memory and the ledger take part.
 */
@Tag("devices")
class CapturedStepTest {
    private static final int BATCH = 15;
    private static final int STEPS = 13;
    private static final Parts PARTS = new DataRequest("strokes:230", "symmetric:0.3", 0, 0.1, 5).load();
    private static final Recipe RECIPE = Recipe.standard()
            .withModel("mlp:32")
            .withLoss("elr")
            .withBatch(BATCH)
            .withEpochs(1)
            .withSeed(9)
            .withOptimizer("adamw:clip=0.5", 0.01, "onecycle")
            .withAugmentation("crop:2,flip");

    /** All that thirteen steps change, after one and after the last. */
    private static List<float[]> run(int perReplay) {
        List<float[]> trace = new ArrayList<>();
        try (Device device = DeviceUnderTest.checked();
                TrainingState state =
                        new TrainingState(device, RECIPE, PARTS.train(), Normalisation.of(PARTS.train()))) {
            state.shuffle();
            if (perReplay == 0) {
                state.step(BATCH);
                note(device, state, trace);
                for (int i = 1; i < STEPS; i++) {
                    state.step(BATCH);
                }
            } else {
                try (Step step = device.capture(perReplay, () -> state.step(BATCH))) {
                    note(device, state, trace);
                    for (int i = 1; i < STEPS; i += perReplay) {
                        step.replay();
                    }
                }
            }
            note(device, state, trace);
            assertEquals(STEPS, state.clock().save()[ClockState.STEP]);
        }
        return trace;
    }

    private static void note(Device device, TrainingState state, List<float[]> trace) {
        trace.add(device.floats(state.parameters().values()));
        for (Tensor t : state.tensors().values()) {
            trace.add(t.type() == DType.F32 ? device.floats(t) : floats(device.ints(t)));
        }
    }

    private static float[] floats(int[] bits) {
        float[] values = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            values[i] = bits[i];
        }
        return values;
    }

    @Test
    void capturedOnceOrOftenHasTheSameBits() {
        List<float[]> eager = run(0);
        for (int perReplay : new int[] {1, 4, 12}) {
            List<float[]> captured = run(perReplay);
            assertEquals(eager.size(), captured.size());
            for (int i = 0; i < eager.size(); i++) {
                assertArrayEquals(eager.get(i), captured.get(i), perReplay + " steps in a replay, tensor " + i);
            }
        }
        assertFalse(Arrays.equals(eager.get(0), eager.get(eager.size() / 2)), "the steps changed nothing");
    }
}
