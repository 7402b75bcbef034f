package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.op.Embedding;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a CUDA device refuses, and that it says why, leaks nothing and stays usable. */
@Tag("cuda")
class CudaFaultsTest {
    private static final Kernel FILL = Backward.FILL;

    /** What a real driver may keep for itself. */
    private static final long ROOM = TestDevice.emulated() ? 0 : 256 << 20;

    private static <E extends Exception> void fails(Class<E> type, String what, Runnable action) {
        String message = assertThrows(type, action::run).getMessage();
        assertTrue(message.contains(what), message);
    }

    private static Tensor fill(Device device, Tensor x, float value) {
        device.launch(FILL).out(x).f32(value).i32(x.count()).each(x.size());
        return x;
    }

    private static void usable(Device device) {
        try (Arena arena = device.arena("after", 1 << 20)) {
            assertArrayEquals(new float[] {7, 7, 7}, device.floats(fill(device, arena.floats(3), 7)));
        }
    }

    /** Free and total memory of the GPU, as its driver tells. */
    private static long[] memory(Device device) {
        ((CudaDevice) device).context().enter();
        long[] free = new long[1];
        long[] total = new long[1];
        assertEquals(0, JCudaDriver.cuMemGetInfo(free, total));
        return new long[] {free[0], total[0]};
    }

    /** What the device holds by its own account; and what is free of the emulated GPU, which nobody else uses. */
    private static List<Long> usage(Device device) {
        return List.of(((CudaDevice) device).context().memory().held(), TestDevice.emulated() ? memory(device)[0] : 0);
    }

    @Test
    void theLimitOfMemoryIsHeldAndExplained() {
        try (Device device = TestDevice.open("memory=48m");
                Arena data = device.arena("data", Arena.UNLIMITED)) {
            Tensor x = fill(device, data.floats(1 << 20), 3);
            List<Long> before = usage(device);
            Arena step = device.arena("step", Arena.UNLIMITED);
            Tensor small = fill(device, step.floats(5), 1);
            CudaError e = assertThrows(CudaError.class, () -> step.floats(16, 1 << 20));
            assertTrue(
                    e.getMessage()
                            .matches(".*is out of memory: arena 'step' asks for 67108864 bytes\\. In use: .*"
                                    + "cuBLAS 33554432, .*arena 'data' 4194304, arena 'step' \\d+, together \\d+ of the"
                                    + " 50331648 allowed by memory=; the GPU has .*A smaller batch.*"),
                    e.getMessage());
            assertEquals(1, device.floats(small)[4]);
            fill(device, step.floats(1000), 2);
            step.close();
            assertEquals(before, usage(device));
            assertEquals(3, device.floats(x)[(1 << 20) - 1]);
            usable(device);
        }
    }

    @Test
    void theEndOfTheMemoryOfTheGpuIsExplained() {
        try (Device device = TestDevice.open();
                Arena arena = device.arena("all", Arena.UNLIMITED)) {
            long[] memory = memory(device);
            List<Long> before = usage(device);
            int tooMany = Math.toIntExact(memory[1] / (4 << 20) + 1);
            fails(
                    CudaError.class,
                    (TestDevice.emulated() ? "the GPU has " + memory[0] : "") + " free of " + memory[1],
                    () -> arena.floats(tooMany, 1 << 20));
            assertEquals(before, usage(device));
            usable(device);
        }
    }

    @Test
    void openingAndClosingLeavesNothing() {
        try (Device witness = TestDevice.open()) {
            long lost = lost(witness);
            // Other processes take memory of a real GPU too, but not each time; 20 devices left would be 700 MB.
            for (int again = 0; again < 2 && lost > ROOM; again++) {
                lost = lost(witness);
            }
            assertTrue(lost <= ROOM, lost + " bytes were left");
            usable(witness);
        }
    }

    /** How much less of the GPU is free after devices were opened and closed. */
    private static long lost(Device witness) {
        long before = memory(witness)[0];
        for (int i = 0; i < 20; i++) {
            try (Device device = TestDevice.open()) {
                fill(device, device.arena("left open", 1 << 24).floats(1000), 1);
                device.capture(() -> {});
            }
        }
        fails(CudaError.class, "cuBLAS asks for 33554432 bytes", () -> TestDevice.open("memory=1m"));
        return before - memory(witness)[0];
    }

    @Test
    void devicesAreChosenByIndexAndUuid() {
        String uuid;
        try (Device device = TestDevice.open()) {
            Matcher m = Pattern.compile("GPU-[0-9a-f-]{36}").matcher(device.description());
            assertTrue(m.find(), device.description());
            uuid = m.group();
        }
        try (Device device = TestDevice.named(uuid)) {
            assertTrue(device.description().contains(uuid));
            usable(device);
        }
        fails(IllegalArgumentException.class, ":99' is not here; there are ", () -> TestDevice.named("99"));
        String none = "GPU-00000000-0000-0000-0000-000000000000";
        fails(IllegalArgumentException.class, none + "' is not here", () -> TestDevice.named(none));
        fails(IllegalArgumentException.class, uuid, () -> TestDevice.named("99"));
        fails(IllegalArgumentException.class, "memory=abc", () -> TestDevice.open("memory=abc"));
        fails(IllegalArgumentException.class, "'1' is none of these, or given twice", () -> TestDevice.named("0,1"));
        fails(IllegalArgumentException.class, "math=half", () -> TestDevice.open("math=half"));
    }

    @Test
    void itsNameOpensTheSameAgain() {
        String name;
        try (Device device = TestDevice.open("memory=64m,math=tf32")) {
            name = device.name();
        }
        assertTrue(name.endsWith(":0,memory=67108864,math=tf32"), name);
        try (Device device = Device.open(name)) {
            assertEquals(name, device.name());
            fails(
                    CudaError.class,
                    "67108864 allowed by memory=",
                    () -> device.arena("data", Arena.UNLIMITED).floats(16, 1 << 20));
        }
    }

    @Test
    void closedIsClosed() {
        Device device = TestDevice.open();
        Arena arena = device.arena("data", 1 << 20);
        Tensor x = fill(device, arena.floats(3), 1);
        Step step = device.capture(() -> fill(device, x, 2));
        device.close();
        device.close();
        fails(IllegalStateException.class, "is closed", () -> device.arena("late", 1));
        fails(IllegalStateException.class, "is closed", () -> device.launch(FILL));
        fails(IllegalStateException.class, "is closed", () -> device.upload(new float[3], x));
        fails(IllegalStateException.class, "is closed", () -> device.download(x, new float[3]));
        fails(IllegalStateException.class, "is closed", device::synchronize);
        fails(IllegalStateException.class, "is closed", () -> device.capture(() -> {}));
        fails(IllegalStateException.class, "is closed", step::replay);
        fails(IllegalStateException.class, "arena 'data' is closed", () -> arena.floats(1));
        fails(IllegalStateException.class, "took its memory back", x::memory);
        step.close();
        arena.close();
    }

    @Test
    void tensorsOfOtherDevicesAreRefused() {
        try (Device one = TestDevice.open();
                Device two = TestDevice.open();
                Device cpu = new CpuDevice(1, false);
                Arena here = one.arena("here", 1 << 20);
                Arena there = two.arena("there", 1 << 20);
                Arena host = cpu.arena("host", 1 << 20)) {
            Tensor x = fill(one, here.floats(2, 2), 1);
            for (Tensor y : new Tensor[] {there.floats(2, 2), host.floats(2, 2)}) {
                String what = "tensor F32[2, 2] of arena '" + y.arena().name();
                fails(
                        IllegalArgumentException.class,
                        what,
                        () -> one.launch(FILL).out(y));
                fails(IllegalArgumentException.class, what, () -> one.upload(new float[4], y));
                fails(IllegalArgumentException.class, what, () -> one.download(y, new float[4]));
                Gemm product = Gemm.of(false, false, 2, 2, 2);
                fails(IllegalArgumentException.class, what, () -> one.gemm(product, x, x, y));
            }
            usable(one);
            usable(two);
        }
    }

    @Test
    void argumentsThatDoNotFitAreNamed() {
        try (Device device = TestDevice.open();
                Arena arena = device.arena("data", 1 << 20)) {
            Tensor x = arena.floats(3);
            Tensor ints = arena.ints(3);
            Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
            fails(
                    wrong,
                    "argument 0 of kernel fill is F32[3] that is read",
                    () -> device.launch(FILL).in(x));
            fails(
                    wrong,
                    "argument 0 of kernel fill is I32[3]",
                    () -> device.launch(FILL).out(ints));
            fails(
                    wrong,
                    "argument 0 of kernel fill is an int",
                    () -> device.launch(FILL).i32(1));
            fails(
                    wrong,
                    "argument 1 of kernel fill is an int",
                    () -> device.launch(FILL).out(x).i32(1));
            fails(
                    wrong,
                    "argument 3 of kernel fill is a float",
                    () -> device.launch(FILL).out(x).f32(1).i32(3).f32(1));
            fails(
                    wrong,
                    "kernel fill was given 2 arguments, but takes 3",
                    () -> device.launch(FILL).out(x).f32(1).each(3));
            fails(
                    wrong,
                    "kernel fill over 4294967296 elements: a launch has at most 2^32 - 1",
                    () -> device.launch(FILL).out(x).f32(1).i32(3).each(1L << 32));
            Launch launch = device.launch(FILL).out(x).f32(1).i32(3);
            launch.each(3);
            fails(IllegalStateException.class, "already started", () -> launch.each(3));
            device.launch(FILL).out(x);
            fails(
                    IllegalStateException.class,
                    "kernel fill is launched while fill has not been started",
                    () -> device.launch(FILL));
            usable(device);
        }
    }

    @Test
    void whatKernelsFindWrongComesAtTheNextWait() {
        try (Device device = TestDevice.open();
                Arena data = device.arena("data", 1 << 20);
                Arena step = device.arena("step", 1 << 20)) {
            Tensor table = fill(device, data.floats(5, 3), 1);
            Tensor index = data.ints(4);
            device.upload(new int[] {0, 4, 5, 1}, index);
            Pass pass = Pass.evaluation(device, step);
            Embedding.embedding(pass, table, index);
            fails(IllegalArgumentException.class, "index 5 outside of a table of 5 rows", device::synchronize);
            device.synchronize();
            usable(device);
            device.upload(new int[] {0, 1, 2, -3}, index);
            new CrossEntropy(0).losses(pass, fill(device, data.floats(4, 3), 1), Targets.hard(index), null);
            fails(
                    IllegalArgumentException.class,
                    "label -3 where there are 3 classes",
                    () -> device.download(table, new float[15]));
            assertEquals(1, device.floats(table)[14]);
            usable(device);
        }
    }
}
