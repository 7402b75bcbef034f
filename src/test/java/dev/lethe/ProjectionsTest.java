package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lethe.cpu.Projections;
import dev.lethe.testing.RunComparison;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Projections by random signs against the matrix of signs in memory, and what they are in the mean. */
@Tag("devices")
class ProjectionsTest {
    private static final int STREAM = 5;
    private static final int LOW = 0x89ABCDEF;
    private static final int HIGH = -3;

    private static final Kernel PROJECT = Kernel.of("sign_project", Projections::signProject);

    private static final Kernel LOOKUP = Kernel.of("sign_lookup", Projections::signLookup);

    private final KernelTrial trial = new KernelTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    private static int sign(int j, int c) {
        int[] words = new int[4];
        Philox.block(c / 128, j, STREAM, 0, LOW, HIGH, words, 0);
        return (words[c % 128 / 32] >>> c % 32 & 1) == 0 ? 1 : -1;
    }

    private float[] project(float[] x, int rows, int columns, int k, float scale, int stream) {
        return trial.of(PROJECT)
                .in(x)
                .out(KernelTrial.old(rows * k, 0))
                .f32(scale)
                .i32(rows, columns, k, stream, LOW, HIGH)
                .rows(rows, k);
    }

    private void check(int rows, int columns, int k) {
        float[] x = KernelTrial.values(rows * columns, 1);
        double[] sums = new double[rows * k];
        for (int j = 0; j < k; j++) {
            for (int c = 0; c < columns; c++) {
                int sign = sign(j, c);
                for (int r = 0; r < rows; r++) {
                    sums[r * k + j] += sign * (double) x[r * columns + c];
                }
            }
        }
        float[] expected = new float[rows * k];
        for (int e = 0; e < expected.length; e++) {
            expected[e] = (float) (0.5 * sums[e]);
        }
        RunComparison.check(rows + " by " + columns + " to " + k, expected, project(x, rows, columns, k, 0.5f, STREAM));
    }

    @Test
    void projectionsAreThoseOfTheMatrixOfSigns() {
        for (int size : new int[] {1, 31, 32, 33, 127, 128, 129, 1000, 1025}) {
            check(3, size, 5);
            check(2, 40, size);
            check(size, 9, 4);
        }
        check(70, 2050, 130);
        check(1, 40_001, 3);
        check(0, 5, 3);
        check(3, 5, 0);
        check(3, 0, 5);
    }

    /** The sum of the columns that one unit vector each picks is the matrix itself. */
    @Test
    void unitVectorsGiveSigns() {
        int n = 300;
        float[] x = new float[n * n];
        for (int i = 0; i < n; i++) {
            x[i * n + i] = 1;
        }
        float[] y = project(x, n, n, 7, 1, STREAM);
        int sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 7; j++) {
                assertEquals(sign(j, i), y[i * 7 + j], "sign of line " + j + ", column " + i);
                sum += sign(j, i);
            }
        }
        assertEquals(0, sum, 5 * Math.sqrt(7 * n), "sum of the signs");
    }

    /** The mean over lines is the inner product, with the variance |a|^2 |b|^2 + (a.b)^2 - 2 sum a^2 b^2 of a line. */
    @Test
    void innerProductsAreKeptInTheMean() {
        int columns = 200;
        int k = 2048;
        float[] x = KernelTrial.values(2 * columns, 4);
        for (int c = 0; c < columns; c++) {
            x[columns + c] += 0.5f * x[c];
        }
        double aa = 0;
        double bb = 0;
        double ab = 0;
        double both = 0;
        for (int c = 0; c < columns; c++) {
            double a = x[c];
            double b = x[columns + c];
            aa += a * a;
            bb += b * b;
            ab += a * b;
            both += a * a * b * b;
        }
        float[] y = project(x, 2, columns, k, (float) (1 / Math.sqrt(k)), STREAM);
        double dot = 0;
        for (int j = 0; j < k; j++) {
            dot += (double) y[j] * y[k + j];
        }
        assertEquals(ab, dot, 4 * Math.sqrt((aa * bb + ab * ab - 2 * both) / k));
        float[] other = project(x, 2, columns, k, 1, STREAM + 1);
        double across = 0;
        for (int j = 0; j < k; j++) {
            across += y[j] * Math.sqrt(k) * other[j];
        }
        assertEquals(0, across / k, 4 * aa / Math.sqrt(k), "streams are apart");
    }

    @Test
    void whatIsNotFiniteShows() {
        float[] x = new float[2 * 200];
        x[150] = Float.NaN;
        float[] nan = new float[4];
        Arrays.fill(nan, Float.NaN);
        float[] y = project(x, 2, 200, 4, 1, STREAM);
        assertArrayEquals(nan, Arrays.copyOf(y, 4));
        assertArrayEquals(new float[4], Arrays.copyOfRange(y, 4, 8), 0f);
    }

    @Test
    void lookedUpSignsAreThoseOfTheMatrix() {
        int[] index = {0, 31, 32, 127, 128, 129, 1000, 7, 7, 70_000};
        for (int k : new int[] {1, 31, 33}) {
            float[] expected = new float[index.length * k];
            for (int e = 0; e < expected.length; e++) {
                expected[e] = sign(e % k, index[e / k]);
            }
            float[] got = trial.of(LOOKUP)
                    .in(index)
                    .out(KernelTrial.old(expected.length, 0))
                    .i32(index.length, k, STREAM, LOW, HIGH)
                    .each(expected.length);
            assertArrayEquals(expected, got);
        }
    }
}
