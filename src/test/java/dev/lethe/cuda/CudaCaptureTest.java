package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Captured steps of a CUDA device: what is refused inside, and that nothing of a failure remains. */
@Tag("cuda")
class CudaCaptureTest {
    private final Device device = TestDevice.open();
    private final Arena data = device.arena("data", 1 << 24);

    @AfterEach
    void close() {
        data.close();
        device.close();
    }

    private void add(Tensor x) {
        device.launch(Backward.AXPBY).in(x).f32(1).out(x).f32(1).i32(x.count()).each(x.size());
    }

    private Tensor ones() {
        Tensor x = data.floats(5);
        device.launch(Backward.FILL).out(x).f32(1).i32(5).each(5);
        return x;
    }

    private static void refused(String what, Runnable action) {
        String message = assertThrows(IllegalStateException.class, action::run).getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void severalStepsInOneReplay() {
        Tensor x = ones();
        try (Step step = device.capture(3, () -> add(x))) {
            assertEquals(2, device.floats(x)[0], "one step was run");
            step.replay();
            assertEquals(16, device.floats(x)[0], "three steps in a replay");
            step.replay();
            step.replay();
            assertEquals(1024, device.floats(x)[4], "replays follow each other");
        }
        assertThrows(IllegalArgumentException.class, () -> device.capture(0, () -> {}));
    }

    /** In the warm-up run, and while recording. */
    @Test
    void whatCannotBeReplayedIsRefusedInBothRuns() {
        Tensor x = ones();
        Step other = device.capture(() -> add(x));
        Path source = Path.of("src/test/java/dev/lethe/capture.cu");
        for (int at = 1; at <= 2; at++) {
            inside(at, "upload", () -> device.upload(new float[5], x));
            inside(at, "download", () -> device.download(x, new float[5]));
            inside(at, "synchronize", device::synchronize);
            inside(at, "capture", () -> device.capture(() -> {}));
            inside(at, "replay", other::replay);
            inside(at, "loading of kernels", () -> device.load(source));
            inside(at, "close", device::close);
        }
        inside(2, "arena 'data' would grow", () -> data.floats(3 << 20));
        assertEquals(2, device.floats(x)[0], "none of it was done");
        other.replay();
        assertEquals(4, device.floats(x)[0]);
    }

    private void inside(int run, String what, Runnable action) {
        int[] runs = {0};
        refused(
                what,
                () -> device.capture(() -> {
                    if (++runs[0] == run) {
                        action.run();
                    }
                }));
        assertEquals(run, runs[0]);
    }

    @Test
    void afterAFailureInsideTheDeviceWorks() {
        Tensor x = ones();
        assertThrows(
                ArithmeticException.class,
                () -> device.capture(() -> {
                    add(x);
                    device.launch(Backward.FILL).out(x);
                    throw new ArithmeticException("of the step");
                }));
        assertEquals(2, device.floats(x)[0], "the first run is a real one");
        int[] runs = {0};
        assertThrows(
                ArithmeticException.class,
                () -> device.capture(() -> {
                    add(x);
                    if (++runs[0] == 2) {
                        device.launch(Backward.FILL).out(x);
                        throw new ArithmeticException("of the step");
                    }
                }));
        assertEquals(4, device.floats(x)[0], "what was recorded was not run");
        add(x);
        try (Step step = device.capture(() -> add(x))) {
            step.replay();
        }
        assertEquals(32, device.floats(x)[0]);
    }

    @Test
    void aStepWhoseMemoryIsGoneIsNotReplayed() {
        Arena own = device.arena("own", 1 << 20);
        Tensor y = own.floats(5);
        Tensor x = ones();
        Step step = device.capture(() -> {
            device.launch(Backward.FILL).out(y).f32(1).i32(5).each(5);
            add(x);
        });
        step.replay();
        own.close();
        refused("arena 'own', whose memory it works on, is closed", step::replay);
        assertArrayEquals(new float[] {4, 4, 4, 4, 4}, device.floats(x));
        step.close();
        refused("this captured step is closed", step::replay);
    }

    @Test
    void aStepMayOutliveWhatItDidNotUse() {
        Tensor x = ones();
        Arena unused = device.arena("unused", 1 << 20);
        unused.floats(3);
        Step step = device.capture(() -> add(x));
        unused.close();
        step.replay();
        assertEquals(4, device.floats(x)[0]);
    }

    @Test
    void kernelsThatAreNewWhileRecordingAreRefused() {
        Tensor x = ones();
        int[] runs = {0};
        refused(
                "its warm-up run did not launch it",
                () -> device.capture(() -> {
                    if (++runs[0] == 2) {
                        device.launch(Kernel.deviceOnly("sgd_step"));
                    }
                    add(x);
                }));
        add(x);
        assertEquals(4, device.floats(x)[0]);
    }
}
