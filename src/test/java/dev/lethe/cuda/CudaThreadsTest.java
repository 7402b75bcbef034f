package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Launch;
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
        dev.lethe.Step step = elsewhere(() -> device.capture(() -> add(device, x)));
        step.replay();
        assertArrayEquals(new float[] {16, 48}, elsewhere(() -> device.floats(x)));
        elsewhere(() -> {
            device.close();
            return null;
        });
        assertThrows(IllegalStateException.class, () -> arena.floats(1));
    }

    @Test
    void aSecondLaunchAtATimeIsRefused() throws Exception {
        try (Device device = TestDevice.open();
                Arena arena = device.arena("data", 1 << 20)) {
            Tensor x = arena.floats(2);
            device.upload(new float[] {1, 3}, x);
            Launch half = device.launch(Backward.FILL).out(x);
            ExecutionException e =
                    assertThrows(ExecutionException.class, () -> elsewhere(() -> device.launch(Backward.AXPBY)));
            assertInstanceOf(IllegalStateException.class, e.getCause());
            assertTrue(e.getMessage().contains(device.name() + " is used by thread"), e.getMessage());
            half.f32(5).i32(2).each(2);
            add(device, x);
            assertArrayEquals(new float[] {10, 10}, device.floats(x), "the first goes on");
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
