package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.cpu.TableGradients;
import dev.lethe.testing.RunComparison;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gradients of an embedding table for each example, against those formed in double. */
@Tag("devices")
class TableGradientsTest {
    private static final int[] SIZES = {1, 31, 32, 33, 1000, 1025};
    private static final float[] BETAS = {0, 1, 0.75f};

    private static final Kernel NORMS = Kernel.of("table_norms", TableGradients::norms);
    private static final Kernel ROWS = Kernel.of("table_rows", TableGradients::rows);

    private final KernelTrial trial = new KernelTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    /** Indices that often repeat within an example. */
    private static int[] index(int n, int vocabulary) {
        int[] index = new int[n];
        for (int i = 0; i < n; i++) {
            int h = (i + 5) * 0x9E3779B9;
            index[i] = i % 4 == 0 ? vocabulary / 2 : (h >>> 9) % vocabulary;
        }
        return index;
    }

    private static double[][] formed(int[] index, float[] dy, int n, int t, int vocabulary, int width) {
        double[][] rows = new double[n][vocabulary * width];
        for (int s = 0; s < n * t; s++) {
            for (int c = 0; c < width; c++) {
                rows[s / t][index[s] * width + c] += dy[s * width + c];
            }
        }
        return rows;
    }

    private void check(int n, int t, int vocabulary, int width, float beta) {
        int[] index = index(n * t, vocabulary);
        float[] dy = KernelTrial.values(n * t * width, 3);
        double[][] exact = formed(index, dy, n, t, vocabulary, width);
        float[] oldNorms = KernelTrial.old(n, beta);
        float[] oldRows = KernelTrial.old(n * vocabulary * width, beta);
        float[] norms = new float[n];
        float[] rows = new float[n * vocabulary * width];
        for (int i = 0; i < n; i++) {
            double norm = beta == 0 ? 0 : beta * (double) oldNorms[i];
            for (int e = 0; e < vocabulary * width; e++) {
                int at = i * vocabulary * width + e;
                norm += exact[i][e] * exact[i][e];
                rows[at] = (float) (exact[i][e] + (beta == 0 ? 0 : beta * (double) oldRows[at]));
            }
            norms[i] = (float) norm;
        }
        String what = n + " examples of " + t + " of " + vocabulary + " by " + width;
        RunComparison.check(
                "norms of " + what,
                norms,
                trial.of(NORMS).in(index).in(dy).into(n, beta).i32(n, t, width).rows(n, width));
        RunComparison.check(
                "rows of " + what,
                rows,
                trial.of(ROWS)
                        .in(index)
                        .in(dy)
                        .into(rows.length, beta)
                        .i32(n, t, vocabulary, width)
                        .rows(n * vocabulary, width));
    }

    @Test
    void normsAndRowsAreThoseOfTheFormedTable() {
        for (float beta : BETAS) {
            for (int size : SIZES) {
                check(3, size, 11, 5, beta);
                check(2, 9, 7, size, beta);
                check(size, 3, 2, 2, beta);
            }
            check(2, 6, 1100, 33, beta);
            check(5, 40, 1, 130, beta);
            check(2, 0, 3, 4, beta);
        }
        check(0, 4, 3, 2, 0);
    }

    /** The norm needs no table, so that an index may be any integer. */
    @Test
    void indicesThatDifferDoNotMeet() {
        int[] index = {-1, Integer.MIN_VALUE, 0, Integer.MAX_VALUE, 1 << 20, -1};
        float[] norm = trial.of(NORMS)
                .in(index)
                .in(1f, 2, 3, 4, 5, 6)
                .into(1, 0)
                .i32(1, 6, 1)
                .rows(1, 1);
        assertEquals(7 * 7 + 4 + 9 + 16 + 25, norm[0]);
    }

    @Test
    void anIndexOutsideOfTheTable() {
        try (Device device = DeviceUnderTest.checked();
                Arena arena = device.arena("data", 1 << 16)) {
            Tensor index = arena.ints(2, 2);
            Tensor dy = arena.floats(2, 2, 3);
            Tensor rows = arena.floats(2, 12);
            device.upload(new float[12], dy);
            for (int bad : new int[] {-1, 4}) {
                device.upload(new int[] {0, 1, bad, 3}, index);
                String message = assertThrows(IllegalArgumentException.class, () -> {
                            device.launch(ROWS)
                                    .in(index)
                                    .in(dy)
                                    .into(new Grad(rows, 0))
                                    .i32(2)
                                    .i32(2)
                                    .i32(4)
                                    .i32(3)
                                    .rows(8, 3);
                            device.synchronize();
                        })
                        .getMessage();
                assertTrue(message.contains("index " + bad) && message.contains("4 rows"), message);
            }
        }
    }
}
