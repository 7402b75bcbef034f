package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Step;
import dev.lethe.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel that fails makes its device unusable, says why from then on, and harms nothing else. */
@Tag("cuda")
class CudaFailureTest {
    private static final Path BROKEN = Path.of("src/test/java/dev/lethe/cuda/broken.cu");
    private static final Kernel READ = Kernel.deviceOnly("broken_read");
    private static final Kernel ADD = Kernel.deviceOnly("broken_not");

    @BeforeEach
    void emulated() {
        assumeTrue(TestDevice.emulated(), "on a GPU only a new process can use it after this");
    }

    private static String fails(Class<? extends RuntimeException> type, Runnable action) {
        return assertThrows(type, action::run).getMessage();
    }

    private static void names(String message, String... what) {
        for (String part : what) {
            assertTrue(message.contains(part), message);
        }
    }

    private static void add(Device device, Tensor x) {
        device.launch(ADD).out(x).i32(x.count()).each(x.size());
    }

    @Test
    void theDeviceSaysWhyAndCloses() {
        float[] host = {1, 2, 3};
        try (Device device = TestDevice.checked();
                Arena arena = device.arena("data", 1 << 20)) {
            device.load(BROKEN);
            Tensor x = arena.floats(3);
            device.upload(host, x);
            Step step = device.capture(() -> add(device, x));
            float[] kept = device.floats(x);
            device.launch(READ).in(x).out(arena.floats(3)).i32(3).each(3);
            String first = fails(CudaError.class, device::synchronize);
            names(first, "broken_read", device.name(), "the latest launches: ", "broken_not, broken_read");
            float[] target = {-1, -1, -1};
            for (Runnable later : new Runnable[] {
                device::synchronize,
                () -> device.download(x, target),
                () -> device.upload(target, x),
                () -> device.launch(ADD),
                () -> device.capture(() -> {}),
                () -> device.arena("more", 1 << 20),
                () -> device.load(BROKEN),
                step::replay
            }) {
                names(
                        fails(IllegalStateException.class, later),
                        "cannot be used any more and must be closed",
                        "broken_read");
            }
            assertArrayEquals(new float[] {-1, -1, -1}, target, "a download that fails writes nothing");
            assertArrayEquals(new float[] {2, 3, 4}, kept);
            step.close();
        }
        assertArrayEquals(new float[] {1, 2, 3}, host);
        try (Device again = TestDevice.checked();
                Arena arena = again.arena("data", 1 << 20)) {
            again.load(BROKEN);
            Tensor x = arena.floats(3);
            again.upload(host, x);
            add(again, x);
            assertArrayEquals(new float[] {2, 3, 4}, again.floats(x), "a new device works");
        }
    }

    @Test
    void aReplayThatFailsNamesTheStep() {
        try (Device device = TestDevice.checked();
                Arena arena = device.arena("data", 1 << 20)) {
            device.load(BROKEN);
            Tensor x = arena.floats(3);
            // None of its threads reads while it is captured.
            Tensor count = arena.floats(3);
            device.upload(new float[3], x);
            int[] n = {0};
            Step step = device.capture(() -> device.launch(READ)
                    .in(x)
                    .out(count)
                    .i32(n[0]++ == 0 ? 0 : 3)
                    .each(3));
            device.synchronize();
            step.replay();
            names(fails(CudaError.class, device::synchronize), "broken_read");
            names(fails(IllegalStateException.class, step::replay), "must be closed");
        }
    }

    @Test
    void anotherDeviceGoesOn() {
        String second = TestDevice.second();
        assumeTrue(second != null, "there is one GPU only");
        try (Device other = Device.open(second);
                Arena there = other.arena("data", 1 << 20);
                Device device = TestDevice.checked();
                Arena arena = device.arena("data", 1 << 20)) {
            other.load(BROKEN);
            device.load(BROKEN);
            Tensor y = there.floats(2);
            other.upload(new float[] {5, 6}, y);
            Tensor x = arena.floats(3);
            device.upload(new float[3], x);
            device.launch(READ).in(x).out(arena.floats(3)).i32(3).each(3);
            add(other, y);
            fails(CudaError.class, device::synchronize);
            add(other, y);
            assertArrayEquals(new float[] {7, 8}, other.floats(y));
        }
    }
}
