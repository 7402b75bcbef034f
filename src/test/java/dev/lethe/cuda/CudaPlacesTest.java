package dev.lethe.cuda;

import dev.lethe.ClockState;
import dev.lethe.Kernel;
import dev.lethe.cpu.Batches;
import dev.lethe.cpu.LedgerKernels;
import dev.lethe.cpu.Pooling;
import dev.lethe.cpu.Shapes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kernels that move values, draw and gather batches, and pool have the bits of the CPU. */
@Tag("cuda")
class CudaPlacesTest {
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

    /** Small numbers with equal ones among them, zeros of both signs, and now and then NaN. */
    private static float[] numbers(int n, int seed) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            int h = (i + seed) * 0x9E3779B9;
            int v = (h ^ h >>> 15) % 23;
            x[i] = v == 22 ? Float.NaN : v == 0 ? -0f : v == 1 ? 0f : v * 0.3f;
        }
        return x;
    }

    private static int[] clock(int epoch, int cursor) {
        int[] clock = new int[ClockState.LENGTH];
        clock[ClockState.STEP] = 41;
        clock[ClockState.SEED_LOW] = 0x12345678;
        clock[ClockState.SEED_HIGH] = 0x9ABCDEF0;
        clock[ClockState.CURSOR] = cursor;
        clock[ClockState.EPOCH] = epoch;
        return clock;
    }

    @Test
    void blocksOfRows() {
        Kernel paste = Kernel.of("paste", Shapes::paste);
        Kernel cut = Kernel.of("cut", Shapes::cut);
        Kernel back = Kernel.of("cut_backward", Shapes::cutBackward);
        int[][] blocks = {{1, 1, 1, 0}, {3, 4, 12, 8}, {5, 3, 7, 2}, {2, 100, 301, 5}, {300, 1, 3, 1}, {7, 8, 8, 0}};
        for (int[] b : blocks) {
            int n = b[0] * b[1];
            int all = b[0] * b[2];
            for (int shift = 0; shift < 2; shift++) {
                twin.of(paste)
                        .in(numbers(n, 1))
                        .shifted(shift)
                        .out(numbers(all, 2))
                        .i32(b)
                        .each(n);
                for (float beta : BETAS) {
                    twin.of(cut)
                            .shifted(shift)
                            .in(numbers(all, 3))
                            .into(n, beta)
                            .i32(b)
                            .each(n);
                    twin.of(back)
                            .shifted(shift)
                            .in(numbers(n, 4))
                            .into(all, beta)
                            .i32(b)
                            .each(all);
                }
            }
        }
        twin.of(back).in(new float[0]).into(12, 0.5f).i32(3, 0, 4, 2).each(12);
    }

    @Test
    void axes() {
        Kernel k = Kernel.of("permute", Shapes::permute);
        int[][] calls = { // extents of the result, then distances in the source
            {1, 1, 1, 1, 9, 0, 0, 0, 0, 1},
            {1, 2, 3, 5, 8, 0, 120, 8, 24, 1},
            {1, 2, 3, 5, 7, 0, 105, 7, 21, 1},
            {1, 1, 1, 3, 4, 0, 0, 0, 1, 3},
            {1, 1, 1, 33, 70, 0, 0, 0, 1, 33},
            {1, 1, 2, 64, 9, 0, 0, 576, 1, 64},
            {2, 3, 4, 5, 6, 1, 2, 6, 24, 120},
            {3, 9, 2, 2, 8, 288, 1, 144, 72, 9},
            {2, 2, 2, 2, 3, 3, 24, 1, 12, 6}
        };
        for (int[] c : calls) {
            int n = c[0] * c[1] * c[2] * c[3] * c[4];
            for (float beta : BETAS) {
                twin.of(k).in(numbers(source(c), 5)).into(n, beta).i32(c).each(n);
                twin.of(k)
                        .shifted(1)
                        .in(numbers(source(c), 6))
                        .into(n, beta)
                        .i32(c)
                        .each(n);
            }
        }
    }

    private static int source(int[] call) {
        int last = 0;
        for (int i = 0; i < 5; i++) {
            last += (call[i] - 1) * call[5 + i];
        }
        return last + 1;
    }

    @Test
    void permutations() {
        Kernel k = Kernel.of("permutation", Batches::permutation);
        for (int n : new int[] {1, 2, 3, 4, 5, 16, 17, 1000, 4096, 4097}) {
            for (int epoch = 0; epoch < 3; epoch++) {
                twin.of(k).in(clock(epoch, 0)).out(new int[n]).i32(n, epoch - 1).each(n);
            }
        }
    }

    @Test
    void images() {
        Kernel k = Kernel.of("gather_images", Batches::gatherImages);
        int examples = 30;
        int[] order = new int[examples];
        for (int i = 0; i < examples; i++) {
            order[i] = i * 7 % examples;
        }
        int batch = 19;
        for (int[] size : new int[][] {{1, 8, 8}, {3, 5, 7}, {2, 1, 3}, {1, 1, 1}, {3, 6, 6}}) {
            int plane = size[0] * size[1] * size[2];
            byte[] pixels = new byte[examples * plane];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (i * 31 + i / 97);
            }
            for (int crop = 0; crop < 3; crop++) {
                for (int flip = 0; flip < 2; flip++) {
                    Twin.Call call = twin.of(k).in(pixels).in(order);
                    call = crop == 1 ? call.none() : call.in(clock(0, 11));
                    call = crop + flip == 0 ? call.none() : call.in(clock(3, 0));
                    call.in(0.5f, -1.25f, 1 / 255f)
                            .in(0.1f, 2f, -0.3f)
                            .fresh(batch * plane)
                            .out(new int[batch])
                            .i32(batch)
                            .i32(size)
                            .i32(crop, flip, 6)
                            .each(batch * plane);
                }
            }
        }
    }

    @Test
    void rowsAndNumbers() {
        int[] order = {4, 0, 3, 3, 1, 2};
        for (int d : new int[] {1, 3, 4, 17, 300}) {
            Kernel rows = Kernel.of("gather_rows", Batches::gatherRows);
            for (int shift = 0; shift < 2; shift++) {
                twin.of(rows)
                        .shifted(shift)
                        .in(numbers(5 * d, 7))
                        .in(order)
                        .in(clock(0, 2))
                        .in(numbers(d, 8))
                        .in(numbers(d, 9))
                        .fresh(4 * d)
                        .out(new int[4])
                        .i32(4, d)
                        .each(4 * d);
            }
        }
        Kernel ints = Kernel.of("gather_ints", Batches::gatherInts);
        twin.of(ints).in(9, 8, 7, 6, 5).in(order).out(new int[6]).i32(6).each(6);
        Kernel floats = Kernel.of("gather_floats", Batches::gatherFloats);
        twin.of(floats).in(numbers(5, 10)).in(order).fresh(6).i32(6).each(6);
    }

    @Test
    void largestOfRows() {
        Kernel k = Kernel.of("argmax_rows", Batches::argmaxRows);
        for (int columns : new int[] {1, 2, 8, 10, 16, 31, 100, 257, 1024, 5000}) {
            int rows = 11;
            float[] x = numbers(rows * columns, columns);
            for (int c = 0; c < columns; c++) {
                x[c] = Float.NaN;
                x[columns + c] = c < columns / 2 ? Float.NaN : Float.NEGATIVE_INFINITY;
                x[2 * columns + c] = -1;
            }
            twin.of(k).in(x).out(new int[rows]).i32(rows, columns).rows(rows, columns);
        }
    }

    @Test
    void ledger() {
        int[] index = {5, 0, 6, 3, 2};
        Kernel scatter = Kernel.of("ledger_scatter", LedgerKernels::scatter);
        twin.of(scatter)
                .in(numbers(20, 11))
                .in(1, 2, 3, 4, 5)
                .in(index)
                .fresh(7 * 4)
                .out(new int[7])
                .i32(5, 4)
                .each(5);
        Kernel history = Kernel.of("ledger_history", LedgerKernels::history);
        int[] before = {-1, 0, 0, 2, 1, 1, -1, 0, 1, 4, 0, 0, 1, 1, 1, -1, 0, 0, 2, 3, 1};
        twin.of(history)
                .in(1, 2, 3, 4, 5)
                .in(1, 0, 3, 0, 5)
                .in(index)
                .in(clock(6, 0))
                .out(before)
                .i32(5)
                .each(5);
        Kernel add = Kernel.of("ledger_add_column", LedgerKernels::addColumn);
        for (int n : new int[] {1, 3, 128, 1000}) {
            // Of sizes that a sum in double adds without rounding.
            float[] tracked = new float[4 * n];
            for (int i = 0; i < tracked.length; i++) {
                tracked[i] = i % 1001 / 3f;
            }
            twin.of(add).in(tracked).out(12.5f).i32(n, 4, 2).each(1);
        }
    }

    @Test
    void pooling() {
        Kernel max = Kernel.of("max_pool2d_forward", Pooling::maxForward);
        Kernel maxBack = Kernel.of("max_pool2d_backward", Pooling::maxBackward);
        Kernel avg = Kernel.of("avg_pool2d_forward", Pooling::avgForward);
        Kernel avgBack = Kernel.of("avg_pool2d_backward", Pooling::avgBackward);
        int planes = 6;
        int[][] windows = {
            // h, w, kernel, stride, padding
            {8, 8, 2, 2, 0},
            {7, 9, 2, 2, 0},
            {9, 7, 3, 2, 1},
            {6, 5, 3, 1, 1},
            {7, 7, 3, 3, 0},
            {5, 8, 4, 2, 2},
            {1, 1, 1, 1, 0},
            {6, 6, 2, 3, 1},
            {4, 4, 2, 2, 1}
        };
        for (int[] v : windows) {
            int oh = (v[0] + 2 * v[4] - v[2]) / v[3] + 1;
            int ow = (v[1] + 2 * v[4] - v[2]) / v[3] + 1;
            int[] window = {planes, v[0], v[1], oh, ow, v[2], v[3], v[4]};
            int size = planes * v[0] * v[1];
            int results = planes * oh * ow;
            float[] x = numbers(size, 12);
            twin.of(max).in(x).fresh(results).out(new int[results]).i32(window).each(results);
            twin.of(max).in(x).fresh(results).outNone().i32(window).each(results);
            twin.of(avg).in(x).fresh(results).i32(window).each(results);
            int[] index = winners(x, window);
            for (float beta : BETAS) {
                float[] dy = numbers(results, 13);
                twin.of(maxBack).in(index).in(dy).into(size, beta).i32(window).each(size);
                twin.of(avgBack).shifted(1).in(dy).into(size, beta).i32(window).each(size);
            }
        }
        Kernel global = Kernel.of("global_avg_pool_backward", Pooling::globalBackward);
        for (int size : new int[] {1, 3, 16, 49}) {
            for (float beta : BETAS) {
                int n = planes * size;
                twin.of(global)
                        .in(numbers(planes, 14))
                        .into(n, beta)
                        .i32(planes, size)
                        .each(n);
            }
        }
    }

    /** Some element of each window, the same one for neighbours where they share it. */
    private static int[] winners(float[] x, int[] p) {
        int[] index = new int[p[0] * p[3] * p[4]];
        for (int o = 0; o < index.length; o++) {
            int r = Math.min(p[1] - 1, Math.max(0, o / p[4] % p[3] * p[6] - p[7] + p[5] - 1));
            int c = Math.max(0, o % p[4] * p[6] - p[7] + (x[o % x.length] > 3 ? p[5] - 1 : 0));
            index[o] = r * p[2] + Math.min(p[2] - 1, c);
        }
        return index;
    }
}
