package dev.lethe.cuda;

import dev.lethe.ClockState;
import dev.lethe.Kernel;
import dev.lethe.cpu.Activation;
import dev.lethe.cpu.ClockKernels;
import dev.lethe.cpu.Elementwise;
import dev.lethe.cpu.Optimisers;
import dev.lethe.cpu.RandomBits;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kernels over elements have the bits of the CPU, also for NaN, infinities, denormal numbers and -0. */
@Tag("cuda")
class CudaBitsTest {
    private static final float[] BETAS = {0, 1, 0.75f};
    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        88.72283f,
        88.7229f,
        -86.98f,
        -86.99f,
        -103f,
        0.625f,
        0.62499994f,
        16777216f,
        0.1f,
        3.1415927f,
        -5.5f
    };

    private static Twin twin;

    @BeforeAll
    static void open() {
        twin = new Twin();
    }

    @AfterAll
    static void close() {
        if (twin != null) {
            twin.close();
        }
    }

    /** The special values, then bit patterns from all over the floats. */
    private static float[] sweep(int n, int seed) {
        float[] x = new float[n];
        int bits = seed;
        for (int i = 0; i < n; i++) {
            bits = bits * 1664525 + 1013904223;
            // The low bits of such a generator are poor; every other value is of a size that networks see.
            int mixed = bits ^ bits >>> 15;
            x[i] = i < SPECIAL.length
                    ? SPECIAL[(i + seed) % SPECIAL.length]
                    : i % 2 == 0 ? Float.intBitsToFloat(mixed) : mixed / (float) (1 << 28);
        }
        return x;
    }

    @Test
    void functions() {
        List<Kernel> kernels = List.of(
                Kernel.of("relu_forward", Activation::reluForward),
                Kernel.of("exp_forward", Activation::expForward),
                Kernel.of("log_forward", Activation::logForward),
                Kernel.of("tanh_forward", Activation::tanhForward),
                Kernel.of("sigmoid_forward", Activation::sigmoidForward),
                Kernel.of("gelu_forward", Activation::geluForward));
        float[] x = sweep(20_001, 1);
        for (Kernel k : kernels) {
            for (int shift = 0; shift < 2; shift++) {
                twin.of(k).shifted(shift).in(x).fresh(x.length).i32(x.length).each(x.length);
            }
        }
        Kernel leaky = Kernel.of("leaky_relu_forward", Activation::leakyReluForward);
        twin.of(leaky).in(x).fresh(x.length).i32(x.length).f32(0.01f).each(x.length);
    }

    @Test
    void slopes() {
        List<Kernel> kernels = List.of(
                Kernel.of("relu_backward", Activation::reluBackward),
                Kernel.of("log_backward", Activation::logBackward),
                Kernel.of("tanh_backward", Activation::tanhBackward),
                Kernel.of("sigmoid_backward", Activation::sigmoidBackward),
                Kernel.of("gelu_backward", Activation::geluBackward));
        int n = 5003;
        float[] x = sweep(n, 2);
        float[] dy = sweep(n, 3);
        for (float beta : BETAS) {
            for (Kernel k : kernels) {
                twin.of(k).in(x).in(dy).into(n, beta).i32(n).each(n);
                twin.of(k)
                        .in(x)
                        .shifted(1)
                        .in(dy)
                        .shifted(3)
                        .into(n, beta)
                        .i32(n)
                        .each(n);
            }
            Kernel leaky = Kernel.of("leaky_relu_backward", Activation::leakyReluBackward);
            twin.of(leaky).in(x).in(dy).into(n, beta).i32(n).f32(-0.3f).each(n);
        }
    }

    @Test
    void linearCombinations() {
        for (int n : new int[] {1, 2, 3, 4, 1022, 4097}) {
            float[] x = sweep(n, 4);
            float[] y = sweep(n, 5);
            Kernel fill = Kernel.of("fill", Elementwise::fill);
            twin.of(fill).shifted(n % 3).fresh(n).f32(-0f).i32(n).each(n);
            twin.of(Kernel.of("copy", Elementwise::copy))
                    .in(x)
                    .shifted(1)
                    .fresh(n)
                    .i32(n)
                    .each(n);
            twin.of(Kernel.of("add", Elementwise::add))
                    .in(x)
                    .in(y)
                    .fresh(n)
                    .i32(n)
                    .each(n);
            for (float beta : BETAS) {
                Kernel axpby = Kernel.of("axpby", Elementwise::axpby);
                twin.of(axpby).shifted(2).in(x).f32(0.3f).into(n, beta).i32(n).each(n);
                Kernel multiply = Kernel.of("multiply", Elementwise::multiply);
                twin.of(multiply).in(x).in(y).into(n, beta).i32(n).each(n);
                Kernel scaled = Kernel.of("scaled", Elementwise::scaled);
                twin.of(scaled).in(x).none().f32(1.7f).into(n, beta).i32(n).each(n);
                twin.of(scaled).in(x).in(0.6f).f32(1.7f).into(n, beta).i32(n).each(n);
            }
        }
    }

    private static int[] clock(int step, int seed, int epoch) {
        int[] clock = new int[ClockState.LENGTH];
        clock[ClockState.STEP] = step;
        clock[ClockState.SEED_LOW] = seed;
        clock[ClockState.SEED_HIGH] = ~seed;
        clock[ClockState.CURSOR] = 3;
        clock[ClockState.EPOCH] = epoch;
        return clock;
    }

    @Test
    void dropout() {
        Kernel k = Kernel.of("dropout", RandomBits::dropout);
        for (float rate : new float[] {0, 0.1f, 0.5f, 0.999f}) {
            for (float beta : BETAS) {
                for (int n : new int[] {1, 6, 4099}) {
                    float[] x = sweep(n, 6);
                    twin.of(k)
                            .in(clock(7, -77, 2))
                            .in(x)
                            .into(n, beta)
                            .f32(rate)
                            .i32(11, n)
                            .each(n);
                }
            }
        }
        twin.of(k)
                .in(clock(-1, 1, 0))
                .shifted(1)
                .in(sweep(999, 7))
                .fresh(999)
                .f32(0)
                .f32(0.3f)
                .i32(-4, 999)
                .each(999);
    }

    @Test
    void clocks() {
        Kernel advance = Kernel.of("clock_advance", ClockKernels::advance);
        for (int channels : new int[] {0, 1, 5, 300}) {
            int n = Math.max(1, channels);
            for (int step : new int[] {0, 1, 8}) {
                twin.of(advance)
                        .out(clock(step, 5, 1))
                        .fresh(n)
                        .in(sweep(3 * n, 8))
                        .i32(channels, 3, 1, 128)
                        .each(n);
            }
        }
        twin.of(Kernel.of("clock_next_epoch", ClockKernels::nextEpoch))
                .out(clock(9, 5, 1))
                .each(1);
    }

    @Test
    void descent() {
        Kernel k = Kernel.of("sgd_step", Optimisers::sgd);
        for (int n : new int[] {3, 1001}) {
            float[] g = sweep(n, 9);
            float[] m = sweep(n, 10);
            float[] p = sweep(n, 11);
            twin.of(k)
                    .in(g)
                    .outNone()
                    .out(p)
                    .in(0.1f)
                    .none()
                    .f32(0)
                    .i32(0)
                    .f32(0)
                    .i32(n)
                    .each(n);
            for (int nesterov = 0; nesterov < 2; nesterov++) {
                twin.of(k)
                        .in(g)
                        .out(m)
                        .shifted(nesterov)
                        .out(p)
                        .in(0.03f)
                        .in(0.7f)
                        .f32(0.9f)
                        .i32(nesterov)
                        .f32(5e-4f)
                        .i32(n)
                        .each(n);
            }
        }
    }

    @Test
    void adam() {
        Kernel k = Kernel.of("adam_step", Optimisers::adam);
        int n = 2003;
        float[] v = sweep(n, 14);
        for (int i = 0; i < n; i++) {
            v[i] = Math.abs(v[i]);
        }
        for (float decay : new float[] {0, 0.01f}) {
            for (float decoupled : new float[] {0, 0.1f}) {
                twin.of(k)
                        .in(sweep(n, 12))
                        .out(sweep(n, 13))
                        .out(v)
                        .shifted(decay == 0 ? 0 : 1)
                        .out(sweep(n, 15))
                        .in(1e-3f)
                        .in(10f)
                        .in(1000f)
                        .in(0.5f)
                        .f32(0.9f)
                        .f32(0.999f)
                        .f32(1e-8f)
                        .f32(decay)
                        .f32(decoupled)
                        .i32(n)
                        .each(n);
            }
        }
    }

    @Test
    void averagesAndExchanges() {
        int n = 1023;
        Kernel average = Kernel.of("weight_average", Optimisers::average);
        for (float decay : new float[] {0, 0.999f, 1}) {
            float[] y = decay == 0 ? new float[n] : sweep(n, 17);
            if (decay == 0) {
                Arrays.fill(y, Float.NaN);
            }
            twin.of(average).in(sweep(n, 16)).in(decay).out(y).i32(n).each(n);
        }
        Kernel swap = Kernel.of("swap", Optimisers::swap);
        twin.of(swap).out(sweep(n, 18)).shifted(1).out(sweep(n, 19)).i32(n).each(n);
    }
}
