package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.autograd.Pass;
import dev.lethe.data.Dataset;
import dev.lethe.privacy.PoissonPlan;
import dev.lethe.privacy.PoissonSampling;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who takes part in a private step, and how far one example can move it. */
@Tag("devices")
class PoissonRowsTest {
    /** The sum of the gradients of everybody, in one vector. */
    private static double[] sum(Dataset set, String clip) {
        Recipe all = PrivateStepTest.RECIPE.withBatch(set.size());
        try (Device device = DeviceUnderTest.open();
                TrainingState state = PrivateStepTest.state(device, all, set, "noise=1e-30,delta=1e-5,clip=" + clip)) {
            state.shuffle();
            Map<String, float[]> before = PrivateStepTest.values(device, state);
            state.step(state.batchAt(0));
            Map<String, float[]> after = PrivateStepTest.values(device, state);
            return before.keySet().stream()
                    .flatMapToDouble(name -> IntStream.range(0, before.get(name).length)
                            .mapToDouble(i -> (before.get(name)[i] - (double) after.get(name)[i]) * set.size()))
                    .toArray();
        }
    }

    private static double distance(String clip) {
        double[] with = sum(PrivateStepTest.SET, clip);
        double[] without = sum(PrivateStepTest.SET.first(PrivateStepTest.SET.size() - 1), clip);
        double square = 0;
        for (int i = 0; i < with.length; i++) {
            square += (with[i] - without[i]) * (with[i] - without[i]);
        }
        return Math.sqrt(square);
    }

    /** A weight is known to 1e-8 or so, and each of these was multiplied by the number of examples. */
    @Test
    void neighboursDifferByNoMoreThanTheBound() {
        double bound = 0.5;
        assertTrue(distance("1000") > 2 * bound, "the example pulls hard by itself");
        assertEquals(bound, distance("0.5"), 1e-3, "flat");
        double layered = distance("0.5:layer");
        assertTrue(layered > 0.6 && layered < bound * Math.sqrt(2) + 1e-3, "layers: " + layered);
        double automatic = distance("0.5:automatic");
        assertTrue(automatic > 0.4 && automatic < bound + 1e-3, "automatic: " + automatic);
    }

    @Test
    void batchesLoseNobodyAndTakeNobodyTwice() {
        Recipe small = PrivateStepTest.RECIPE.withBatch(2).withAugmentation("crop:1,flip");
        try (Device device = DeviceUnderTest.open();
                TrainingState state =
                        PrivateStepTest.state(device, small, PrivateStepTest.SET, "noise=1,delta=1e-5,clip=1")) {
            PoissonPlan plan = state.rule().privately().plan();
            PoissonSampling sampling =
                    new PoissonSampling(PrivateStepTest.SET.size(), 2.0 / PrivateStepTest.SET.size(), 9);
            assertEquals(51, plan.stepsPerEpoch());
            int empty = 0;
            for (int step = 0; step < 2 * plan.stepsPerEpoch(); step++) {
                if (step % plan.stepsPerEpoch() == 0) {
                    if (step > 0) {
                        state.clock().nextEpoch();
                    }
                    state.shuffle();
                }
                int n = state.batchAt(0);
                state.stepArena().reset();
                Pass pass =
                        Pass.training(device, state.stepArena(), state.clock().state(), state.parameters());
                Sampling.Draw draw = state.sampling().next(pass, n, Augmentation.NONE);
                int[] batch = sampling.batch(step);
                empty += batch.length == 0 ? 1 : 0;
                float[] counts = device.floats(draw.cotangent());
                int[] index = device.ints(draw.batch().index());
                int[] account = device.ints(draw.account());
                Set<Integer> rows = new HashSet<>();
                for (int i = 0; i < n; i++) {
                    boolean takesPart = i < batch.length;
                    assertEquals(takesPart ? 0.5f : 0, counts[i]);
                    assertEquals(takesPart ? batch[i] : 0, index[i]);
                    assertEquals(takesPart ? batch[i] : PrivateStepTest.SET.size() + i, account[i]);
                    rows.add(account[i]);
                }
                assertEquals(n, rows.size());
                state.clock().advance(n);
            }
            assertTrue(empty > 3, empty + " empty batches");
        }
    }
}
