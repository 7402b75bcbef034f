package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.cpu.ExampleGradients;
import dev.lethe.testing.RunComparison;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kernels over each example of a batch against sums in double. */
@Tag("devices")
class ExampleGradientsTest {
    private static final int[] SIZES = {1, 31, 32, 33, 1000, 1025};
    private static final float[] BETAS = {0, 1, 0.75f};

    private static final Kernel OUTER_NORMS = Kernel.of("outer_norms", ExampleGradients::outerNorms);
    private static final Kernel ROW_DOTS = Kernel.of("row_dots", ExampleGradients::rowDots);
    private static final Kernel EXAMPLE_COLUMNS = Kernel.of("example_columns", ExampleGradients::exampleColumns);
    private static final Kernel SCALE_ROWS = Kernel.of("scale_rows", ExampleGradients::scaleRows);
    private static final Kernel EXAMPLE_NORMS = Kernel.of("example_norms", ExampleGradients::exampleNorms);
    private static final Kernel COSINES = Kernel.of("example_cosines", ExampleGradients::exampleCosines);

    private final KernelTrial trial = new KernelTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    private static double dot(float[] a, int ao, float[] b, int bo, int n) {
        double s = 0;
        for (int i = 0; i < n; i++) {
            s += (double) a[ao + i] * b[bo + i];
        }
        return s;
    }

    /** Compares with {@code exact + beta old}. */
    private static void check(String what, IntToDoubleFunction exact, float beta, float[] actual) {
        float[] old = KernelTrial.old(actual.length, beta);
        float[] expected = new float[actual.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (float) (exact.applyAsDouble(i) + (beta == 0 ? 0 : beta * (double) old[i]));
        }
        RunComparison.check(what, expected, actual);
    }

    private void outerNorms(int n, int in, int out, boolean weight, boolean bias, float beta) {
        float[] x = KernelTrial.values(n * in, 1);
        float[] dy = KernelTrial.values(n * out, 2);
        KernelTrial.Call call = trial.of(OUTER_NORMS).shifted(in % 3 == 0 ? 1 : 0);
        float[] norms = (weight ? call.in(x) : call.none())
                .in(dy)
                .into(n, beta)
                .i32(n, in, out, weight ? 1 : 0, bias ? 1 : 0)
                .rows(n, Math.max(in, out));
        check(
                n + " examples of " + in + " to " + out,
                i -> dot(dy, i * out, dy, i * out, out)
                        * ((weight ? dot(x, i * in, x, i * in, in) : 0) + (bias ? 1 : 0)),
                beta,
                norms);
    }

    @Test
    void normsOfOuterProducts() {
        for (int size : SIZES) {
            for (float beta : BETAS) {
                outerNorms(5, size, 10, true, true, beta);
                outerNorms(5, 7, size, true, false, beta);
                outerNorms(size, 12, 33, false, true, beta);
            }
        }
        outerNorms(513, 256, 1024, true, true, 0);
        outerNorms(3, 0, 4, true, true, 1);
    }

    /** The gradient of a weight is the outer product dy x^T itself. */
    @Test
    void aNormIsThatOfTheFormedGradient() {
        float[] x = KernelTrial.values(3, 5);
        float[] dy = KernelTrial.values(4, 6);
        double formed = 0;
        for (float d : dy) {
            for (float v : x) {
                formed += Math.pow((double) d * v, 2);
            }
            formed += (double) d * d;
        }
        float[] norm =
                trial.of(OUTER_NORMS).in(x).in(dy).into(1, 0).i32(1, 3, 4, 1, 1).rows(1, 4);
        assertEquals(formed, norm[0], 1e-6 * formed);
    }

    private void rowDots(int rows, int columns, int shift, float beta) {
        float[] a = KernelTrial.values(rows * columns, 3);
        float[] b = KernelTrial.values(rows * columns, 4);
        float[] dots = trial.of(ROW_DOTS)
                .shifted(shift)
                .in(a)
                .in(b)
                .into(rows, beta)
                .i32(rows, columns)
                .rows(rows, columns);
        check(rows + " by " + columns, r -> dot(a, r * columns, b, r * columns, columns), beta, dots);
    }

    @Test
    void innerProductsOfRows() {
        for (int size : SIZES) {
            for (float beta : BETAS) {
                rowDots(3, size, 0, beta);
                rowDots(size, 5, 1, beta);
            }
        }
        rowDots(4, 0, 0, 0);
        rowDots(4, 0, 0, 1);
        rowDots(0, 4, 0, 0);
        rowDots(100_003, 3, 0, 0);
    }

    /** Beyond the extents at which columns are divided, on either device. */
    @Test
    void innerProductsOfLongRows() {
        for (int columns : new int[] {4095, 4096, 4097, 8193, 32_768, 32_772, 70_001}) {
            for (int rows : new int[] {1, 3}) {
                rowDots(rows, columns, rows % 2, 0);
                rowDots(rows, columns, 0, 0.75f);
            }
        }
        rowDots(520, 4 * 8192 + 4, 0, 1);
        rowDots(1, 3_000_001, 0, 0);
    }

    @Test
    void aRowWithItself() {
        int columns = 40_000;
        float[] a = KernelTrial.values(2 * columns, 3);
        try (Device device = DeviceUnderTest.checked();
                Arena arena = device.arena("data", 1 << 24)) {
            Tensor x = arena.floats(2, columns);
            Tensor into = arena.floats(2);
            device.upload(a, x);
            device.launch(ROW_DOTS)
                    .in(x)
                    .in(x)
                    .into(new Grad(into, 0))
                    .i32(2)
                    .i32(columns)
                    .rows(2, columns);
            check("squares", r -> dot(a, r * columns, a, r * columns, columns), 0, device.floats(into));
        }
    }

    private void exampleColumns(int n, int t, int columns, float beta) {
        float[] x = KernelTrial.values(n * t * columns, 5);
        float[] sums = trial.of(EXAMPLE_COLUMNS)
                .in(x)
                .into(n * columns, beta)
                .i32(n, t, columns)
                .each((long) n * columns);
        check(
                n + " examples of " + t + " by " + columns,
                e -> {
                    double s = 0;
                    for (int k = 0; k < t; k++) {
                        s += x[(e / columns * t + k) * columns + e % columns];
                    }
                    return s;
                },
                beta,
                sums);
    }

    @Test
    void sumsOverPositions() {
        for (int size : SIZES) {
            for (float beta : BETAS) {
                exampleColumns(3, size, 5, beta);
                exampleColumns(2, 7, size, beta);
                exampleColumns(size, 3, 33, beta);
            }
        }
        exampleColumns(2, 0, 9, 0);
        exampleColumns(2, 0, 9, 0.75f);
        exampleColumns(0, 3, 9, 0);
        exampleColumns(2, 3, 0, 0);
        exampleColumns(2, 9, 3000, 1);
    }

    @Test
    void factorsOfRows() {
        for (int size : new int[] {0, 1, 2, 3, 31, 32, 33, 1000, 1025}) {
            for (int n : new int[] {0, 1, 3, 33, 1000}) {
                float[] s = KernelTrial.values(n, 6);
                float[] y = KernelTrial.values(n * size, 7);
                float[] scaled = trial.of(SCALE_ROWS)
                        .shifted(size % 2)
                        .in(s)
                        .out(y)
                        .i32(n, size)
                        .each((long) n * size);
                float[] expected = new float[y.length];
                for (int e = 0; e < y.length; e++) {
                    expected[e] = s[e / size] * y[e];
                }
                assertArrayEquals(expected, scaled, n + " rows of " + size);
            }
        }
    }

    @Test
    void rootsOfSquaredNorms() {
        for (int n : SIZES) {
            float[] squared = KernelTrial.values(n, 8);
            float[] norms = trial.of(EXAMPLE_NORMS)
                    .in(squared)
                    .out(KernelTrial.old(n, 0))
                    .f32(3)
                    .i32(n)
                    .each(n);
            for (int i = 0; i < n; i++) {
                assertEquals(3 * (float) Math.sqrt(Math.max(0, squared[i])), norms[i], "element " + i);
            }
        }
        float[] odd = trial.of(EXAMPLE_NORMS)
                .in(-1e-9f, 0, Float.NaN, Float.POSITIVE_INFINITY)
                .out(9, 9, 9, 9)
                .f32(2)
                .i32(4)
                .each(4);
        assertArrayEquals(new float[] {0, 0, Float.NaN, Float.POSITIVE_INFINITY}, odd);
        assertTrue(trial.of(EXAMPLE_NORMS)
                        .in(new float[0])
                        .out(new float[0])
                        .f32(1)
                        .i32(0)
                        .each(0)
                        .length
                == 0);
    }

    @Test
    void cosinesAreZeroWhereALengthIs() {
        float[] dots = {3, -2, 0, 5, 1};
        float[] norms = {2, 4, 1, 0, 1};
        float[] factors = {0.5f, 1, 1, 1, 0};
        for (boolean weighed : new boolean[] {true, false}) {
            KernelTrial.Call call = trial.of(COSINES).in(dots).in(norms);
            float[] got = (weighed ? call.in(factors) : call.none())
                    .in(6.25f)
                    .out(KernelTrial.old(5, 0))
                    .i32(5)
                    .each(5);
            float[] want = {weighed ? 1.2f : 0.6f, -0.2f, 0, 0, weighed ? 0 : 0.4f};
            RunComparison.check("cosines", want, got);
        }
        float[] flat = trial.of(COSINES)
                .in(dots)
                .in(norms)
                .none()
                .in(0f)
                .out(KernelTrial.old(5, 0))
                .i32(5)
                .each(5);
        assertArrayEquals(new float[5], flat);
    }
}
