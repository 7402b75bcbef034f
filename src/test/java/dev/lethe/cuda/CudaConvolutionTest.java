package dev.lethe.cuda;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.RandomStream;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.cpu.Convolution;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.testing.RunComparison;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolution and its three gradients on CUDA against the CPU, over random extents and by every kernel that there is. */
@Tag("cuda")
class CudaConvolutionTest {
    private static final Kernel FORWARD = Kernel.of("conv2d_forward", Convolution::forward);
    private static final Kernel INPUT = Kernel.of("conv2d_input_gradient", Convolution::inputGradient);
    private static final Kernel WEIGHT = Kernel.of("conv2d_weight_gradient", Convolution::weightGradient);
    private static final Kernel BIAS = Kernel.of("conv2d_bias_gradient", Convolution::biasGradient);

    /** Extents of one convolution. */
    record Extents(int n, int c, int h, int w, int out, int kh, int kw, int stride, int padding) {
        int oh() {
            return (h + 2 * padding - kh) / stride + 1;
        }

        int ow() {
            return (w + 2 * padding - kw) / stride + 1;
        }

        int x() {
            return n * c * h * w;
        }

        int weights() {
            return out * c * kh * kw;
        }

        int y() {
            return n * out * oh() * ow();
        }

        Launch end(Launch launch) {
            return launch.i32(n)
                    .i32(c)
                    .i32(h)
                    .i32(w)
                    .i32(out)
                    .i32(kh)
                    .i32(kw)
                    .i32(stride)
                    .i32(padding);
        }
    }

    static Stream<Extents> random() {
        return IntStream.range(0, 60).mapToObj(i -> {
            RandomStream r = new RandomStream(i, "convolution");
            int kh = 1 + r.below(5);
            int kw = r.below(3) == 0 ? 1 + r.below(5) : kh;
            int padding = r.below(3);
            int h = Math.max(1, kh - 2 * padding) + r.below(11);
            int w = Math.max(1, kw - 2 * padding) + r.below(11);
            // Some widths that whole rows of 16 bytes fit.
            w = i % 3 == 0 && w > 4 ? w / 4 * 4 : w;
            h = Math.max(h, kh - 2 * padding);
            w = Math.max(w, kw - 2 * padding);
            return new Extents(1 + r.below(5), 1 + r.below(20), h, w, 1 + r.below(40), kh, kw, 1 + r.below(3), padding);
        });
    }

    /** Tiles of all sizes and, for the gradients of weights and biases, many parts; too large for checked memory. */
    static Stream<Extents> large() {
        return Stream.of(
                new Extents(44, 2, 28, 28, 64, 3, 3, 1, 1),
                new Extents(44, 3, 28, 28, 40, 5, 5, 1, 2),
                new Extents(44, 17, 28, 28, 70, 1, 1, 1, 0),
                new Extents(44, 2, 28, 28, 64, 3, 2, 1, 1),
                new Extents(44, 2, 28, 28, 25, 3, 3, 1, 1),
                new Extents(44, 1, 29, 28, 32, 5, 5, 1, 2),
                new Extents(44, 2, 57, 55, 30, 2, 2, 2, 1),
                new Extents(44, 40, 28, 28, 2, 3, 3, 1, 1),
                new Extents(44, 64, 28, 28, 2, 5, 5, 1, 2),
                new Extents(44, 64, 28, 28, 3, 1, 1, 1, 0),
                new Extents(44, 64, 28, 27, 3, 2, 3, 1, 1),
                new Extents(44, 27, 28, 28, 3, 3, 3, 2, 1),
                new Extents(300, 1, 28, 28, 16, 5, 5, 1, 2),
                new Extents(70, 16, 14, 14, 32, 5, 5, 1, 2),
                new Extents(3, 200, 4, 4, 100, 3, 3, 1, 1),
                new Extents(44, 1, 28, 28, 64, 1, 1, 1, 0),
                new Extents(44, 64, 28, 28, 1, 2, 3, 1, 1),
                new Extents(44, 32, 28, 28, 1, 3, 3, 1, 1),
                new Extents(44, 32, 28, 28, 1, 5, 5, 1, 2));
    }

    @ParameterizedTest
    @MethodSource("random")
    void checkedMemory(Extents e) {
        try (Device cpu = new CpuDevice(1, false);
                Device cuda = TestDevice.checked()) {
            compare(e, cpu, cuda, 0, 0);
            // Operands that begin in the middle of 16 bytes.
            compare(e, cpu, cuda, 1, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("large")
    void manyBlocksAndParts(Extents e) {
        try (Device cpu = new CpuDevice(2, false);
                Device cuda = TestDevice.open()) {
            compare(e, cpu, cuda, 0.5f, 0);
        }
    }

    @Test
    void sameBitsEachTime() {
        Extents e = new Extents(20, 7, 13, 14, 20, 3, 3, 1, 1);
        try (Device cuda = TestDevice.open()) {
            float[][] first = run(e, cuda, 0, 0);
            float[][] second = run(e, cuda, 0, 3);
            for (int i = 0; i < first.length; i++) {
                if (!Arrays.equals(first[i], second[i])) {
                    throw new AssertionError("output " + i + " differs from run to run");
                }
            }
        }
    }

    /** The kernels that a plan chooses for large images only, on small ones with checked memory. */
    @ParameterizedTest
    @CsvSource({
        "'', 32",
        "'', 16",
        "_1x1, 64",
        "_1x1, 32",
        "_1x1, 16",
        "_3x3, 64",
        "_3x3, 32",
        "_3x3, 16",
        "_5x5, 64",
        "_5x5, 32",
        "_5x5, 16"
    })
    void everyTile(String window, int rows) {
        int side = window.isEmpty() ? 2 : window.charAt(1) - '0';
        String suffix = window + (rows == 64 ? "" : "_" + rows);
        Kernel forward = Kernel.deviceOnly("conv2d_forward" + suffix);
        Kernel input = Kernel.deviceOnly("conv2d_input_gradient" + suffix);
        try (Device cpu = new CpuDevice(1, false);
                Device cuda = TestDevice.checked()) {
            for (int stride = 1; stride <= 2; stride++) {
                Extents e = new Extents(3, 67, 7, 7 + stride, 70, side, side, stride, 1);
                Inputs inputs = new Inputs(e, 0);
                int blocks = (e.n * e.oh() * e.ow() + 127) / 128;
                check("y", e, inputs.forward(cpu, FORWARD, 0, 0), inputs.forward(cuda, forward, blocks, rows));
                if (stride == 1 || window.isEmpty()) {
                    int phase = (e.n * ((e.h + stride - 1) / stride) * ((e.w + stride - 1) / stride) + 127) / 128;
                    float[] expected = inputs.input(cpu, INPUT, 1, 0, 0);
                    check("dx", e, expected, inputs.input(cuda, input, 1, stride * stride * phase, rows));
                }
            }
        }
    }

    private static void compare(Extents e, Device cpu, Device cuda, float beta, int shift) {
        float[][] expected = run(e, cpu, beta, 0);
        float[][] found = run(e, cuda, beta, shift);
        String[] names = {"y", "dx", "dw", "db"};
        for (int i = 0; i < names.length; i++) {
            check(names[i] + " of beta " + beta, e, expected[i], found[i]);
        }
    }

    private static void check(String what, Extents e, float[] expected, float[] found) {
        RunComparison.check(what + " of " + e, expected, found);
    }

    private static float[][] run(Extents e, Device device, float beta, int shift) {
        Inputs in = new Inputs(e, shift);
        return new float[][] {
            in.forward(device, FORWARD, 0, 0),
            in.input(device, INPUT, beta, 0, 0),
            in.weight(device, beta),
            in.bias(device, beta)
        };
    }

    /** The operands of one case, the same on every device. */
    private record Inputs(Extents e, int shift) {
        float[] forward(Device device, Kernel kernel, int blocks, int rows) {
            try (Memory m = new Memory(device, shift)) {
                Tensor x = m.values(e.x(), "x");
                Tensor w = m.values(e.weights(), "w");
                // Every third case is without.
                Tensor b = (e.h + e.w) % 3 == 0 ? null : m.values(e.out, "b");
                Tensor y = m.nothing(e.y());
                start(e.end(device.launch(kernel).in(x).in(w).in(b).out(y)), blocks, e.out, rows, e.y());
                return device.floats(y);
            }
        }

        float[] input(Device device, Kernel kernel, float beta, int blocks, int rows) {
            try (Memory m = new Memory(device, shift)) {
                Tensor dy = m.values(e.y(), "dy");
                Tensor w = m.values(e.weights(), "w");
                Tensor dx = beta == 0 ? m.nothing(e.x()) : m.values(e.x(), "dx");
                Launch launch = device.launch(kernel).in(dy).in(w).out(dx).f32(beta);
                start(e.end(launch), blocks, e.c, rows, e.y());
                return device.floats(dx);
            }
        }

        private static void start(Launch launch, int blocks, int channels, int rows, int size) {
            if (rows == 0) {
                launch.each(size);
            } else {
                launch.tiles(blocks, (channels + rows - 1) / rows, 128);
            }
        }

        float[] weight(Device device, float beta) {
            try (Memory m = new Memory(device, shift)) {
                Tensor x = m.values(e.x(), "x");
                Tensor dy = m.values(e.y(), "dy");
                Tensor dw = beta == 0 ? m.nothing(e.weights()) : m.values(e.weights(), "dw");
                e.end(device.launch(WEIGHT).in(x).in(dy).out(dw).f32(beta)).each(e.y());
                return device.floats(dw);
            }
        }

        float[] bias(Device device, float beta) {
            try (Memory m = new Memory(device, shift)) {
                Tensor dy = m.values(e.y(), "dy");
                Tensor db = beta == 0 ? m.nothing(e.out) : m.values(e.out, "db");
                int pixels = e.oh() * e.ow();
                device.launch(BIAS)
                        .in(dy)
                        .out(db)
                        .f32(beta)
                        .i32(e.n)
                        .i32(e.out)
                        .i32(pixels)
                        .rows(e.out, e.n * pixels);
                return device.floats(db);
            }
        }
    }

    /** Tensors of one launch, each {@code shift} elements into its memory. */
    private static final class Memory implements AutoCloseable {
        private final Device device;
        private final Arena arena;
        private final int shift;

        Memory(Device device, int shift) {
            this.device = device;
            this.shift = shift;
            arena = device.arena("convolution", Arena.UNLIMITED);
        }

        /** Numbers from -2 to 2 that depend on the name. */
        Tensor values(int n, String name) {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                int h = (i + name.hashCode()) * 0x9E3779B9;
                h = (h ^ h >>> 15) * 0x85EBCA6B;
                values[i] = (h ^ h >>> 13) / (float) (1 << 30);
            }
            return of(values);
        }

        Tensor nothing(int n) {
            float[] values = new float[n];
            Arrays.fill(values, Float.NaN);
            return of(values);
        }

        private Tensor of(float[] values) {
            Tensor t = arena.floats(values.length + shift).view(shift, Shape.of(values.length));
            device.upload(values, t);
            return t;
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
