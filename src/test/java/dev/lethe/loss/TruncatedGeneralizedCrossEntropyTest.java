package dev.lethe.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two examples of two classes whose labels have the probabilities 0.25 and 0.75, and a cut at 0.5. */
@Tag("devices")
class TruncatedGeneralizedCrossEntropyTest {
    private static final float LN3 = (float) Math.log(3);

    private final Device device = DeviceUnderTest.checked();
    private final Arena data = device.arena("data", 1 << 20);
    private final Arena step = device.arena("step", 1 << 20);

    @AfterEach
    void close() {
        step.close();
        data.close();
        device.close();
    }

    private record Run(float[] losses, float[] gradient) {}

    private Run run(Tensor clock, int start) {
        Pass pass = Pass.training(device, step, clock);
        Tensor z = pass.watch(LossBatch.floats(device, data, new float[] {0, LN3, LN3, 0}, 2, 2));
        Targets targets = Targets.hard(LossBatch.ints(device, data, 0, 0));
        Tensor losses = new TruncatedGeneralizedCrossEntropy(0.7, 0.5, start).losses(pass, z, targets, null);
        float[] gradient = device.floats(pass.backward(losses).gradient(z));
        Run result = new Run(device.floats(losses), gradient);
        step.reset();
        return result;
    }

    private Tensor clock(int epoch) {
        int[] state = new int[ClockState.LENGTH];
        state[ClockState.EPOCH] = epoch;
        return LossBatch.ints(device, data, state);
    }

    private static void isCut(Run run) {
        assertEquals((1 - Math.pow(0.5, 0.7)) / 0.7, run.losses()[0], 1e-6);
        assertEquals(0, run.gradient()[0]);
        assertEquals(0, run.gradient()[1]);
        likelyLabelIsNot(run);
    }

    private static void likelyLabelIsNot(Run run) {
        assertEquals((1 - Math.pow(0.75, 0.7)) / 0.7, run.losses()[1], 1e-6);
        assertEquals(-0.25 * Math.pow(0.75, 0.7) / 2, run.gradient()[2], 1e-6);
    }

    @Test
    void theEpochIsReadFromTheClock() {
        Tensor clock = clock(2);
        Run early = run(clock, 3);
        assertEquals((1 - Math.pow(0.25, 0.7)) / 0.7, early.losses()[0], 1e-6);
        assertEquals(-0.75 * Math.pow(0.25, 0.7) / 2, early.gradient()[0], 1e-6);
        likelyLabelIsNot(early);
        isCut(run(clock, 2));
        isCut(run(clock, 0));
        device.upload(new int[] {0, 0, 0, 0, 3, 0, 0, 0}, clock);
        isCut(run(clock, 3));
    }

    @Test
    void capturedStepsFollowTheEpoch() {
        Tensor clock = clock(0);
        Tensor z = LossBatch.floats(device, data, new float[] {0, LN3}, 1, 2);
        Targets targets = Targets.hard(LossBatch.ints(device, data, 0));
        Tensor[] losses = new Tensor[1];
        Loss loss = new TruncatedGeneralizedCrossEntropy(0.7, 0.5, 1);
        Runnable body = () -> {
            step.reset();
            losses[0] = loss.losses(Pass.training(device, step, clock), z, targets, null);
        };
        try (Step captured = device.capture(body)) {
            captured.replay();
            assertEquals((1 - Math.pow(0.25, 0.7)) / 0.7, device.floats(losses[0])[0], 1e-6);
            device.upload(new int[] {0, 0, 0, 0, 1, 0, 0, 0}, clock);
            captured.replay();
            assertEquals((1 - Math.pow(0.5, 0.7)) / 0.7, device.floats(losses[0])[0], 1e-6);
        }
    }

    @Test
    void withoutAClockLabelsAreCut() {
        assertFalse(Pass.evaluation(device, step).hasClock());
        assertTrue(Pass.training(device, step, clock(0)).hasClock());
        isCut(run(null, 40));
    }
}
