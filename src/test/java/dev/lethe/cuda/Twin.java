package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.testing.RunComparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs one kernel on the CPU and on the CUDA device and expects the same bits of everything it writes, or the same
 * numbers where sums are taken in another order.
 */
final class Twin implements AutoCloseable {
    private final List<Device> devices = List.of(new CpuDevice(1, false), TestDevice.checked());

    /** A call of {@code kernel}; arguments follow in the order of its prototype. */
    Call of(Kernel kernel) {
        return new Call(kernel);
    }

    @Override
    public void close() {
        devices.forEach(Device::close);
    }

    /** The arguments of a call, held on the host. */
    final class Call {
        private final Kernel kernel;
        private final List<Argument> arguments = new ArrayList<>();
        private int shift;
        private boolean near;

        private Call(Kernel kernel) {
            this.kernel = kernel;
        }

        /** Tensors of the arguments to come begin {@code elements} behind the alignment of their memory. */
        Call shifted(int elements) {
            shift = elements;
            return this;
        }

        /** Floats may differ as {@link RunComparison} allows. */
        Call near() {
            near = true;
            return this;
        }

        Call in(float... values) {
            return add('c', values);
        }

        Call in(int... values) {
            return add('c', values);
        }

        Call in(byte... values) {
            return add('c', values);
        }

        Call none() {
            return add('c', null);
        }

        /** What is there before the call. */
        Call out(float... values) {
            return add('p', values);
        }

        Call out(int... values) {
            return add('p', values);
        }

        Call outNone() {
            return add('p', null);
        }

        /** Memory of NaN that is to be written. */
        Call fresh(int n) {
            float[] values = new float[n];
            Arrays.fill(values, Float.NaN);
            return out(values);
        }

        /** A gradient of {@code n} elements: NaN for beta 0, otherwise numbers. */
        Call into(int n, float beta) {
            float[] old = new float[n];
            for (int i = 0; i < n; i++) {
                old[i] = beta == 0 ? Float.NaN : i % 7 == 0 ? -0f : (i * 37 % 101 - 50) / 8f;
            }
            return out(old).f32(beta);
        }

        Call f32(float value) {
            return add('f', value);
        }

        Call i32(int... values) {
            for (int value : values) {
                add('i', value);
            }
            return this;
        }

        private Call add(char kind, Object value) {
            arguments.add(new Argument(kind, value, shift));
            return this;
        }

        void each(long n) {
            compare(launch -> launch.each(n));
        }

        void rows(int n, int width) {
            compare(launch -> launch.rows(n, width));
        }

        void tiles(int x, int y, int threads) {
            compare(launch -> launch.tiles(x, y, threads));
        }

        private void compare(Consumer<Launch> start) {
            List<Object> expected = run(devices.get(0), start);
            List<Object> found = run(devices.get(1), start);
            assertFalse(expected.isEmpty(), "a call that writes nothing");
            for (int i = 0; i < expected.size(); i++) {
                String what = kernel.symbol() + ", output " + i;
                if (near && expected.get(i) instanceof float[] floats) {
                    float[] other = (float[]) found.get(i);
                    for (int j = 0; j < floats.length; j++) {
                        if (Float.isNaN(floats[j]) && Float.isNaN(other[j])) {
                            floats[j] = 0;
                            other[j] = 0;
                        }
                    }
                    RunComparison.check(what, floats, other);
                } else {
                    assertArrayEquals(bits(expected.get(i)), bits(found.get(i)), what + ", bits");
                }
            }
        }

        private List<Object> run(Device device, Consumer<Launch> start) {
            try (Arena arena = device.arena("twin", Arena.UNLIMITED)) {
                Launch launch = device.launch(kernel);
                List<Tensor> written = new ArrayList<>();
                List<Tensor> tensors = new ArrayList<>();
                for (Argument a : arguments) {
                    tensors.add(a.tensor(device, arena));
                }
                for (int i = 0; i < tensors.size(); i++) {
                    arguments.get(i).pass(launch, tensors.get(i));
                    if (arguments.get(i).kind == 'p' && tensors.get(i) != null) {
                        written.add(tensors.get(i));
                    }
                }
                start.accept(launch);
                List<Object> values = new ArrayList<>();
                for (Tensor t : written) {
                    values.add(t.type() == DType.I32 ? device.ints(t) : device.floats(t));
                }
                return values;
            }
        }
    }

    private static int[] bits(Object output) {
        if (output instanceof int[] ints) {
            return ints;
        }
        float[] values = (float[]) output;
        int[] bits = new int[values.length];
        // One pattern for all NaN: which of them an operation makes is left open by IEEE 754.
        Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
        return bits;
    }

    private record Argument(char kind, Object value, int shift) {
        Tensor tensor(Device device, Arena arena) {
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
            if (value instanceof byte[] bytes) {
                Tensor t = arena.tensor(DType.U8, Shape.of(bytes.length));
                device.upload(bytes, t);
                return t;
            }
            return null;
        }

        void pass(Launch launch, Tensor t) {
            switch (kind) {
                case 'c' -> launch.in(t);
                case 'p' -> launch.out(t);
                case 'i' -> launch.i32((Integer) value);
                default -> launch.f32((Float) value);
            }
        }
    }
}
