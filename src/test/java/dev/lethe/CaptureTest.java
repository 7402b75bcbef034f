package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.autograd.Pass;
import dev.lethe.op.Dropout;
import dev.lethe.op.Exp;
import dev.lethe.op.Sum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class CaptureTest {
    private static final Kernel TICK = Kernel.of("capture_tick", a -> a.ints(0)[a.at(0) + ClockState.STEP]++);

    /** x -= rate * dx. */
    private static final Kernel DESCEND = Kernel.of("capture_descend", a -> {
        for (int i = 0; i < a.i32(3); i++) {
            a.floats(1)[a.at(1) + i] -= a.f32(2) * a.floats(0)[a.at(0) + i];
        }
    });

    private static final Kernel SET = Kernel.of("capture_set", a -> a.floats(0)[a.at(0)] = a.f32(1));

    private static Device device;

    @BeforeAll
    static void open() {
        device = DeviceUnderTest.checked();
        device.load(Path.of("src/test/java/dev/lethe/capture.cu"));
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    /** Descends the mean of exp(dropout(x)): its mask depends on the clock, which it advances. */
    private static final class Descent implements AutoCloseable {
        final Arena data = device.arena("data", 1 << 20);
        final Arena step = device.arena("step", 1 << 20);
        final Tensor clock = data.ints(ClockState.LENGTH);
        final Tensor x = data.floats(33);

        Descent() {
            device.upload(new int[ClockState.LENGTH], clock);
            device.upload(new float[33], x);
        }

        void run() {
            step.reset();
            Pass pass = Pass.training(device, step, clock);
            pass.watch(x);
            Tensor loss = Sum.mean(pass, Exp.exp(pass, Dropout.dropout(pass, x, 0.5f)));
            Tensor dx = pass.backward(loss).gradient(x);
            device.launch(DESCEND).in(dx).out(x).f32(0.25f).i32(x.count()).each(x.size());
            device.launch(TICK).out(clock).each(1);
        }

        @Override
        public void close() {
            step.close();
            data.close();
        }
    }

    @Test
    void replaysEqualEagerStepsBitForBit() {
        List<float[]> eager = new ArrayList<>();
        try (Descent d = new Descent()) {
            for (int i = 0; i < 6; i++) {
                d.run();
                eager.add(device.floats(d.x));
            }
        }
        try (Descent d = new Descent();
                Step step = device.capture(d::run)) {
            assertArrayEquals(eager.get(0), device.floats(d.x), "the warm-up run is the first step");
            assertEquals(1, device.ints(d.clock)[ClockState.STEP], "recording changed the clock");
            for (int i = 1; i < 6; i++) {
                step.replay();
                assertArrayEquals(eager.get(i), device.floats(d.x), "replay " + i);
            }
        }
        float[] last = eager.get(5);
        float[] before = eager.get(4);
        boolean moved = false;
        boolean stayed = false;
        for (int i = 0; i < last.length; i++) {
            moved |= last[i] != before[i];
            stayed |= last[i] == before[i];
        }
        assertTrue(moved && stayed, "dropout acts in a replay");
    }

    @Test
    void hostControlFlowIsFrozen() {
        try (Arena data = device.arena("data", 1 << 20)) {
            Tensor x = data.floats(1);
            int[] calls = {0};
            Step step = device.capture(
                    () -> device.launch(SET).out(x).f32(++calls[0]).each(1));
            assertEquals(1, device.floats(x)[0]);
            step.replay();
            assertEquals(2, device.floats(x)[0]);
            step.replay();
            assertEquals(2, device.floats(x)[0]);
            assertEquals(2, calls[0]);
            step.close();
            refused("closed", step::replay);
        }
    }

    @Test
    void whatTheWarmUpLeftStaysReadable() {
        try (Arena step = device.arena("step", 1 << 20)) {
            Tensor[] y = new Tensor[1];
            device.capture(() -> {
                        step.reset();
                        y[0] = step.floats(1);
                        device.launch(SET).out(y[0]).f32(1).each(1);
                    })
                    .close();
            assertEquals(1, device.floats(y[0])[0]);
        }
    }

    @Test
    void refusesWhatCannotBeReplayed() {
        try (Arena data = device.arena("data", 1 << 20)) {
            Tensor x = data.floats(2);
            Step other = device.capture(() -> {});
            refused("upload", () -> device.capture(() -> device.upload(new float[2], x)));
            refused("download", () -> device.capture(() -> device.download(x, new float[2])));
            refused("synchronize", () -> device.capture(device::synchronize));
            refused("capture", () -> device.capture(() -> device.capture(() -> {})));
            refused("replay", () -> device.capture(other::replay));
            device.upload(new float[] {1, 2}, x);
            device.synchronize();
            other.replay();
        }
    }

    @Test
    void refusesGrowthThatTheWarmUpDidNotHave() {
        try (Arena step = device.arena("step", 1 << 20)) {
            int[] size = {10};
            refused(
                    "arena 'step' would grow inside a captured step: request 0 of F32 x 11",
                    () -> device.capture(() -> {
                        step.reset();
                        step.floats(size[0]++);
                    }));
            step.reset();
            step.floats(100);
        }
    }

    @Test
    void aFailureInsideEndsTheCapture() {
        int[] calls = {0};
        for (int failing = 1; failing <= 2; failing++) {
            calls[0] = 0;
            int at = failing;
            assertThrows(
                    ArithmeticException.class,
                    () -> device.capture(() -> {
                        if (++calls[0] == at) {
                            throw new ArithmeticException("of the step");
                        }
                    }));
            device.synchronize();
        }
    }

    private static void refused(String what, Runnable action) {
        String message = assertThrows(IllegalStateException.class, action::run).getMessage();
        assertTrue(message.contains(what), message);
    }
}
