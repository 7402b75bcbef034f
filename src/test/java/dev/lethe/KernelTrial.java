package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lethe.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs one kernel on the device under test in checked memory several times and expects the same bits: on the CPU with one
 * thread, with three, and cut into odd parts; on CUDA twice.
 */
final class KernelTrial implements AutoCloseable {
    private final List<Device> devices = new ArrayList<>();

    KernelTrial() {
        devices.add(DeviceUnderTest.checked(1));
        if (DeviceUnderTest.isCpu()) {
            devices.add(new CpuDevice(3, true));
            devices.add(new SplitDevice(new SplitWorkers()));
        }
    }

    /** A call of {@code kernel}; arguments follow in the order of its prototype. */
    Call of(Kernel kernel) {
        return new Call(kernel);
    }

    @Override
    public void close() {
        devices.forEach(Device::close);
    }

    /** {@code n} floats that do not repeat soon, below 1 in absolute value, with short fractions. */
    static float[] values(int n, int seed) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            int h = (i * 31 + seed) * 0x9E3779B9;
            x[i] = (h ^ h >>> 15) % 251 / 256f;
        }
        return x;
    }

    /** What a gradient holds before a kernel adds to it: NaN for beta 0. */
    static float[] old(int n, float beta) {
        float[] old = values(n, 99);
        if (beta == 0) {
            Arrays.fill(old, Float.NaN);
        }
        return old;
    }

    /** The arguments of a call, held on the host. */
    final class Call {
        private final Kernel kernel;
        private final List<Object> arguments = new ArrayList<>();
        private final List<Boolean> written = new ArrayList<>();
        private int shift;

        private Call(Kernel kernel) {
            this.kernel = kernel;
        }

        /** Float tensors begin {@code elements} behind the alignment of their memory. */
        Call shifted(int elements) {
            shift = elements;
            return this;
        }

        Call in(float... values) {
            return add(values, false);
        }

        Call in(int... values) {
            return add(values, false);
        }

        Call none() {
            return add(null, false);
        }

        /** An output that is not wanted. */
        Call noOutput() {
            return add(null, true);
        }

        /** What is there before the call. */
        Call out(float... values) {
            return add(values, true);
        }

        /** As {@link KernelTrial#old}. */
        Call into(int n, float beta) {
            return out(old(n, beta)).f32(beta);
        }

        Call f32(float value) {
            return add(value, false);
        }

        Call i32(int... values) {
            for (int value : values) {
                add(value, false);
            }
            return this;
        }

        private Call add(Object value, boolean out) {
            arguments.add(value);
            written.add(out);
            return this;
        }

        /** What the only output holds after a launch over {@code n} elements. */
        float[] each(long n) {
            return run(launch -> launch.each(n));
        }

        float[] rows(int n, int width) {
            return run(launch -> launch.rows(n, width));
        }

        private float[] run(Consumer<Launch> start) {
            float[] first = run(devices.get(0), start);
            for (Device other : devices) {
                assertArrayEquals(bits(first), bits(run(other, start)), kernel.symbol() + " on " + other.description());
            }
            return first;
        }

        private float[] run(Device device, Consumer<Launch> start) {
            try (Arena arena = device.arena("trial", Arena.UNLIMITED)) {
                Object[] values = new Object[arguments.size()];
                Arrays.setAll(values, i -> tensor(device, arena, arguments.get(i)));
                Launch launch = device.launch(kernel);
                Tensor output = null;
                for (int i = 0; i < values.length; i++) {
                    if (values[i] instanceof Integer v) {
                        launch.i32(v);
                    } else if (values[i] instanceof Float v) {
                        launch.f32(v);
                    } else if (written.get(i)) {
                        output = (Tensor) values[i];
                        launch.out(output);
                    } else {
                        launch.in((Tensor) values[i]);
                    }
                }
                start.accept(launch);
                return device.floats(output);
            }
        }

        private Object tensor(Device device, Arena arena, Object value) {
            if (value instanceof float[] floats) {
                Tensor t = arena.floats(floats.length + shift).view(shift, Shape.of(floats.length));
                device.upload(floats, t);
                return t;
            }
            if (value instanceof int[] ints) {
                Tensor t = arena.ints(ints.length);
                device.upload(ints, t);
                return t;
            }
            return value;
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
        return bits;
    }
}
