package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Launch;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.Trainer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several threads, one after the other on one device, and several devices at once. */
@Tag("cuda")
class CudaThreadsTest {
    private static final Parts PARTS = new DataRequest("strokes:130", "symmetric:0.3", 0, 0.1, 5).load();

    private static <T> T elsewhere(Callable<T> action) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(action).get();
        } finally {
            thread.shutdown();
        }
    }

    private static void add(Device device, Tensor x) {
        device.launch(Backward.AXPBY).in(x).f32(1).out(x).f32(1).i32(x.count()).each(x.size());
    }

    @Test
    void aDeviceIsHandedOver() throws Exception {
        Device device = elsewhere(TestDevice::checked);
        Arena arena = elsewhere(() -> device.arena("data", 1 << 20));
        Tensor x = arena.floats(2);
        device.upload(new float[] {1, 3}, x);
        elsewhere(() -> {
            add(device, x);
            return null;
        });
        add(device, x);
        Step step = elsewhere(() -> device.capture(() -> add(device, x)));
        step.replay();
        assertArrayEquals(new float[] {16, 48}, elsewhere(() -> device.floats(x)));
        elsewhere(() -> {
            device.close();
            return null;
        });
        assertThrows(IllegalStateException.class, () -> arena.floats(1));
    }

    private static void refusedElsewhere(Device device, Runnable action) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> elsewhere(Executors.callable(action)));
        assertInstanceOf(IllegalStateException.class, e.getCause());
        String message = e.getCause().getMessage();
        assertTrue(
                message.startsWith("device " + device.name() + " is used by thread '"
                                + Thread.currentThread().getName() + "' and by '")
                        && message.endsWith("give each thread a device of its own, or let them take turns"),
                message);
    }

    @Test
    void anotherThreadAtTheSameTimeIsRefused() throws Exception {
        try (Device device = TestDevice.open();
                Arena arena = device.arena("data", 1 << 20)) {
            Tensor x = arena.floats(2);
            Tensor one = arena.floats(1, 1);
            device.upload(new float[] {1, 3}, x);
            Step step = device.capture(() -> add(device, x));
            Launch half = device.launch(Backward.FILL).out(x);
            for (Runnable other : new Runnable[] {
                () -> device.launch(Backward.FILL),
                () -> device.upload(new float[2], x),
                () -> device.download(x, new float[2]),
                () -> device.gemm(Gemm.of(false, false, 1, 1, 1), one, one, one),
                () -> device.capture(() -> {}),
                step::replay
            }) {
                refusedElsewhere(device, other);
            }
            half.f32(7).i32(2).each(2);
            assertArrayEquals(new float[] {7, 7}, elsewhere(() -> device.floats(x)), "the launch went on");
            try (Step inside = device.capture(() -> {
                refusedElsewhere(device, () -> device.launch(Backward.FILL));
                refusedElsewhere(device, () -> device.download(x, new float[2]));
                add(device, x);
            })) {
                inside.replay();
            }
            step.replay();
            assertArrayEquals(new float[] {56, 56}, device.floats(x));
        }
    }

    private static float[] train(Device device) {
        Recipe recipe = Recipe.standard()
                .withModel("mlp:16")
                .withLoss("elr")
                .withBatch(32)
                .withEpochs(2)
                .withAugmentation("flip");
        return new Trainer(device, recipe, PARTS).run(Listener.SILENT).ledger().loss();
    }

    @Test
    void twoDevicesWorkAtOnce() throws Exception {
        String second = TestDevice.second();
        assumeTrue(second != null, "there is one GPU only");
        float[] alone;
        try (Device device = TestDevice.open()) {
            alone = train(device);
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Device one = TestDevice.open();
                Device two = Device.open(second)) {
            Future<float[]> first = threads.submit(() -> train(one));
            Future<float[]> other = threads.submit(() -> train(two));
            assertArrayEquals(alone, first.get());
            assertArrayEquals(alone, other.get());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void oneThreadUsesTwoDevicesInTurn() {
        try (Device one = TestDevice.open();
                Device two = TestDevice.second() == null ? TestDevice.open() : Device.open(TestDevice.second());
                Arena here = one.arena("here", 1 << 20);
                Arena there = two.arena("there", 1 << 20)) {
            Tensor x = here.floats(1);
            Tensor y = there.floats(1);
            one.upload(new float[] {1}, x);
            two.upload(new float[] {3}, y);
            for (int i = 0; i < 3; i++) {
                add(one, x);
                add(two, y);
            }
            assertArrayEquals(new float[] {8}, one.floats(x));
            assertArrayEquals(new float[] {24}, two.floats(y));
        }
    }
}
