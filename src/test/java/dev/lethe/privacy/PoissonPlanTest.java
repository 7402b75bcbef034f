package dev.lethe.privacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PoissonPlanTest {
    private final PoissonSampling sampling = new PoissonSampling(500, 0.04, 21);
    private final PoissonPlan plan = new PoissonPlan(sampling, 25, 8);

    @Test
    void rowsAreTheBatchesWithPadding() {
        int largest = 0;
        for (int epoch = 0; epoch < 8; epoch++) {
            PoissonPlan.Epoch rows = plan.epoch(epoch);
            assertEquals(25 * plan.capacity(), rows.indices().length);
            for (int row = 0; row < 25; row++) {
                int[] batch = sampling.batch(epoch * 25 + row);
                largest = Math.max(largest, batch.length);
                assertEquals(batch.length, plan.size(epoch * 25 + row));
                for (int i = 0; i < plan.capacity(); i++) {
                    boolean drawn = i < batch.length;
                    assertEquals(drawn ? batch[i] : 0, rows.indices()[row * plan.capacity() + i]);
                    assertEquals(drawn ? 1 : 0, rows.weights()[row * plan.capacity() + i]);
                }
            }
        }
        assertEquals(largest, plan.capacity());
        assertEquals(20, plan.expectedSize(), 1e-12);
        assertEquals(8, plan.epochs());
        assertEquals(25, plan.stepsPerEpoch());
    }

    @Test
    void epochsMayBeAskedForInAnyOrder() {
        PoissonPlan.Epoch fifth = plan.epoch(5);
        plan.epoch(2);
        PoissonPlan.Epoch again = new PoissonPlan(sampling, 25, 8).epoch(5);
        assertArrayEquals(fifth.indices(), again.indices());
        assertArrayEquals(fifth.weights(), again.weights());
    }

    @Test
    void aPlanWithoutExamplesHasEmptyRows() {
        PoissonPlan none = new PoissonPlan(new PoissonSampling(9, 0, 1), 3, 1);
        assertEquals(1, none.capacity());
        assertArrayEquals(new float[3], none.epoch(0).weights());
    }

    @Test
    void saysWhatIsToBeAccounted() {
        assertEquals(Composition.of(new SampledGaussian(0.04, 1.5), 200), plan.composition(1.5));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertTrue(refused(() -> new PoissonPlan(sampling, 0, 1)).contains("1 epochs of 0 steps"));
        assertTrue(refused(() -> new PoissonPlan(sampling, 100_000, 100_000)).contains("10000000000 steps"));
        assertTrue(refused(() -> plan.epoch(8)).contains("epoch 8: 0..7"));
        assertTrue(refused(() -> plan.epoch(-1)).contains("epoch -1"));
    }

    private static String refused(Runnable what) {
        return assertThrows(IllegalArgumentException.class, what::run).getMessage();
    }
}
