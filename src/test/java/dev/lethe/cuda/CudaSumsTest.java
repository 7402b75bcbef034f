package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.cpu.Lookup;
import dev.lethe.cpu.Pooling;
import dev.lethe.cpu.Reductions;
import dev.lethe.cpu.Rows;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Sums of every size that is laid out in its own way. Of whole numbers they are exact in any order, so that a missing or
 * a doubled element shows.
 */
@Tag("cuda")
class CudaSumsTest {
    private static final float[] BETAS = {0, 1, 0.75f};

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

    private static float[] whole(int n, int seed) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            int h = (i + seed) * 0x9E3779B9;
            x[i] = (h ^ h >>> 15) % 13;
        }
        return x;
    }

    /** With fractions, where every element is added by itself and so in a fixed order. */
    private static float[] fractions(int n, int seed) {
        float[] x = whole(n, seed);
        for (int i = 0; i < n; i++) {
            x[i] = x[i] / 3 + 1e-3f * i;
        }
        return x;
    }

    @Test
    void sums() {
        Kernel k = Kernel.of("sum", Reductions::sum);
        for (int n : new int[] {1, 7, 33, 300, 4097, 32768, 32769, 100_003}) {
            for (int shift = 0; shift < 2; shift++) {
                twin.of(k)
                        .shifted(shift)
                        .in(whole(n, 1))
                        .f32(0.5f)
                        .fresh(1)
                        .i32(n)
                        .rows(1, n);
            }
        }
    }

    @Test
    void rowSums() {
        Kernel k = Kernel.of("row_sum", Reductions::rowSum);
        Kernel pool = Kernel.of("global_avg_pool_forward", Pooling::globalForward);
        for (int columns : new int[] {1, 5, 8, 13, 16, 49, 300, 1100, 5000, 17000}) {
            for (int rows : new int[] {1, 3, 37}) {
                int n = rows * columns;
                twin.of(k)
                        .in(whole(n, 2))
                        .f32(0.5f)
                        .fresh(rows)
                        .i32(rows, columns)
                        .rows(rows, columns);
                twin.of(pool)
                        .shifted(1)
                        .in(whole(n, 3))
                        .fresh(rows)
                        .i32(rows, columns)
                        .rows(rows, columns);
            }
        }
        twin.of(k).in(whole(1500 * 300, 4)).f32(1).fresh(1500).i32(1500, 300).rows(1500, 300);
    }

    @Test
    void columnSums() {
        Kernel k = Kernel.of("column_sum", Rows::columnSum);
        for (int columns : new int[] {1, 10, 32, 33, 200}) {
            for (int rows : new int[] {1, 7, 8, 100, 256, 257, 1000, 40_000}) {
                if (rows * columns > 500_000) {
                    continue;
                }
                for (float beta : BETAS) {
                    twin.of(k)
                            .in(whole(rows * columns, 5))
                            .into(columns, beta)
                            .i32(rows, columns)
                            .each(columns);
                }
            }
        }
    }

    @Test
    void spreadsAndRows() {
        Kernel spread = Kernel.of("spread", Reductions::spread);
        Kernel add = Kernel.of("add_row", Rows::addRow);
        for (int columns : new int[] {1, 2, 3, 4, 10, 127, 1025}) {
            int rows = 9;
            int n = rows * columns;
            for (float beta : BETAS) {
                twin.of(spread)
                        .in(fractions(rows, 6))
                        .f32(0.7f)
                        .shifted(columns % 2)
                        .into(n, beta)
                        .i32(rows, columns)
                        .each(n);
            }
            twin.of(add)
                    .in(fractions(columns, 7))
                    .out(fractions(n, 8))
                    .i32(rows, columns)
                    .each(n);
            twin.of(add)
                    .shifted(1)
                    .in(fractions(columns, 7))
                    .out(fractions(n, 8))
                    .i32(rows, columns)
                    .each(n);
        }
    }

    @Test
    void rowsOfLengthOne() {
        Kernel forward = Kernel.of("l2_normalise_forward", Rows::l2NormaliseForward);
        Kernel backward = Kernel.of("l2_normalise_backward", Rows::l2NormaliseBackward);
        for (int columns : new int[] {1, 6, 16, 128, 700, 2000}) {
            int rows = 5;
            int n = rows * columns;
            float[] x = whole(n, 9);
            Arrays.fill(x, 0, columns, 0);
            twin.of(forward)
                    .in(x)
                    .fresh(n)
                    .fresh(rows)
                    .f32(1e-6f)
                    .i32(rows, columns)
                    .rows(rows, columns);
            twin.of(forward)
                    .in(x)
                    .fresh(n)
                    .outNone()
                    .f32(20f)
                    .i32(rows, columns)
                    .rows(rows, columns);
            for (float beta : BETAS) {
                twin.of(backward)
                        .in(whole(n, 10))
                        .in(1f, 2f, 0.5f, 1e-6f, 3f)
                        .in(whole(n, 11))
                        .into(n, beta)
                        .f32(1e-6f)
                        .i32(rows, columns)
                        .rows(rows, columns);
            }
        }
    }

    @Test
    void tables() {
        Kernel forward = Kernel.of("embedding_forward", Lookup::embeddingForward);
        Kernel backward = Kernel.of("embedding_backward", Lookup::embeddingBackward);
        // The last is sorted, since looking through it for every row would take too long.
        for (int[] size :
                new int[][] {{1, 1, 1}, {50, 7, 3}, {100, 20, 12}, {300, 40, 300}, {90, 1100, 33}, {2100, 2003, 5}}) {
            int n = size[0];
            int vocabulary = size[1];
            int width = size[2];
            int[] index = new int[n];
            for (int i = 0; i < n; i++) {
                int h = i * 0x9E3779B9;
                index[i] = i % 3 == 0 ? vocabulary / 2 : (h >>> 8) % vocabulary;
            }
            for (int shift = 0; shift < 2; shift++) {
                twin.of(forward)
                        .shifted(shift)
                        .in(fractions(vocabulary * width, 12))
                        .in(index)
                        .fresh(n * width)
                        .i32(size)
                        .rows(n, width);
            }
            for (float beta : BETAS) {
                twin.of(backward)
                        .in(index)
                        .in(fractions(n * width, 13))
                        .into(vocabulary * width, beta)
                        .i32(size)
                        .rows(vocabulary, width);
            }
        }
    }

    /** Found by whichever kernel meets it first, and nothing outside of the table is read or written. */
    @Test
    void anIndexOutsideOfTheTable() {
        Kernel forward = Kernel.of("embedding_forward", Lookup::embeddingForward);
        Kernel backward = Kernel.of("embedding_backward", Lookup::embeddingBackward);
        int width = 3;
        try (Device device = TestDevice.checked();
                Arena arena = device.arena("lookup", Arena.UNLIMITED)) {
            for (int n : new int[] {4, 2500}) {
                Tensor table = arena.floats(n, width);
                Tensor y = arena.floats(n, width);
                device.upload(whole(n * width, 14), table);
                for (int bad : new int[] {-1, n}) {
                    int[] values = new int[n];
                    values[n - 2] = bad;
                    Tensor index = arena.ints(n);
                    device.upload(values, index);
                    device.launch(forward)
                            .in(table)
                            .in(index)
                            .out(y)
                            .i32(n)
                            .i32(n)
                            .i32(width)
                            .rows(n, width);
                    expectIndex(bad, n, assertThrows(IllegalArgumentException.class, device::synchronize));
                    Launch launch = device.launch(backward).in(index).in(table).into(new Grad(y, 0));
                    launch.i32(n).i32(n).i32(width).rows(n, width);
                    expectIndex(bad, n, assertThrows(IllegalArgumentException.class, device::synchronize));
                }
            }
        }
    }

    private static void expectIndex(int bad, int rows, IllegalArgumentException e) {
        String expected = "index " + bad + " outside of a table of " + rows + " rows";
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }
}
