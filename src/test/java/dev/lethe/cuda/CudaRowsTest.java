package dev.lethe.cuda;

import dev.lethe.Kernel;
import dev.lethe.cpu.AttentionRows;
import dev.lethe.cpu.GradientNorm;
import dev.lethe.cpu.LayerNormalisation;
import dev.lethe.cpu.Softmax;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kernels over rows, with rows of every length that is laid out in its own way, at any place in memory. */
@Tag("cuda")
class CudaRowsTest {
    private static final float[] BETAS = {0, 1, 0.75f};

    /** Rows and columns. */
    private static final int[][] SIZES = {
        {3, 1}, {70, 3}, {9, 16}, {5, 33}, {7, 100}, {4, 1000}, {3, 1001}, {2, 6000}, {2, 17000}, {1, 33000}, {4200, 40}
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

    private static float[] normal(int n, double scale, int seed) {
        Random random = new Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (scale * random.nextGaussian());
        }
        return x;
    }

    /** As {@link #normal}, but positive. */
    private static float[] positive(int n, double scale, int seed) {
        float[] x = normal(n, scale, seed);
        for (int i = 0; i < n; i++) {
            x[i] = Math.abs(x[i]);
        }
        return x;
    }

    @Test
    void softmax() {
        Kernel forward = Kernel.of("softmax_forward", Softmax::softmaxForward);
        Kernel logarithm = Kernel.of("log_softmax_forward", Softmax::logSoftmaxForward);
        for (int[] size : SIZES) {
            int n = size[0] * size[1];
            for (int shift = 0; shift < 2; shift++) {
                for (Kernel kernel : new Kernel[] {forward, logarithm}) {
                    twin.of(kernel)
                            .near()
                            .shifted(shift)
                            .in(normal(n, 3, 1))
                            .fresh(n)
                            .i32(size)
                            .rows(size[0], size[1]);
                }
            }
        }
    }

    @Test
    void softmaxGradients() {
        Kernel plain = Kernel.of("softmax_backward", Softmax::softmaxBackward);
        Kernel logarithm = Kernel.of("log_softmax_backward", Softmax::logSoftmaxBackward);
        for (int[] size : SIZES) {
            int n = size[0] * size[1];
            for (float beta : BETAS) {
                twin.of(plain)
                        .near()
                        .in(positive(n, 1.0 / size[1], 1))
                        .in(normal(n, 1, 2))
                        .shifted(beta == 1 ? 1 : 0)
                        .into(n, beta)
                        .i32(size)
                        .rows(size[0], size[1]);
                twin.of(logarithm)
                        .near()
                        .shifted(beta == 1 ? 1 : 0)
                        .in(normal(n, 1, 1))
                        .in(normal(n, 1, 2))
                        .into(n, beta)
                        .i32(size)
                        .rows(size[0], size[1]);
            }
        }
    }

    @Test
    void attention() {
        Kernel forward = Kernel.of("attention_softmax", AttentionRows::softmax);
        Kernel backward = Kernel.of("attention_softmax_backward", AttentionRows::softmaxBackward);
        int[][] sizes = {{1, 1}, {3, 3}, {8, 8}, {5, 12}, {20, 20}, {100, 100}, {131, 131}, {2, 17000}};
        for (int[] size : sizes) {
            int tq = size[0];
            int tk = size[1];
            int rows = 2 * tq;
            for (int causal = 0; causal < (tq == tk ? 2 : 1); causal++) {
                for (int shift = 0; shift < 2; shift++) {
                    float[] scores = normal(rows * tk, 2, 1);
                    for (int r = 0; r < rows && causal == 1; r++) {
                        // What is not seen may be anything.
                        java.util.Arrays.fill(scores, r * tk + r % tq + 1, (r + 1) * tk, Float.NaN);
                    }
                    twin.of(forward)
                            .near()
                            .shifted(shift)
                            .out(scores)
                            .i32(rows, tq, tk, causal)
                            .rows(rows, tk);
                    twin.of(backward)
                            .near()
                            .shifted(shift)
                            .in(positive(rows * tk, 1.0 / tk, 2))
                            .out(scores)
                            .f32(0.3f)
                            .i32(rows, tq, tk, causal)
                            .rows(rows, tk);
                }
            }
        }
    }

    @Test
    void layerNorm() {
        Kernel forward = Kernel.of("layer_norm_forward", LayerNormalisation::forward);
        Kernel backward = Kernel.of("layer_norm_backward", LayerNormalisation::backward);
        Kernel partials = Kernel.of("layer_norm_partials", LayerNormalisation::partials);
        for (int[] size : SIZES) {
            int rows = size[0];
            int columns = size[1];
            int n = rows * columns;
            for (int shift = 0; shift < 2; shift++) {
                Twin.Call call = twin.of(forward).near().shifted(shift).in(normal(n, 2, 1));
                if (shift == 0) {
                    call.in(normal(columns, 1, 2)).in(normal(columns, 1, 3));
                } else {
                    call.none().none();
                }
                call.fresh(n);
                if (shift == 0) {
                    call.fresh(rows).fresh(rows);
                } else {
                    call.outNone().outNone();
                }
                call.f32(1e-5f).i32(size).rows(rows, columns);
            }
            for (float beta : BETAS) {
                Twin.Call call = twin.of(backward).near().in(normal(n, 2, 1)).in(normal(n, 1, 2));
                call.in(normal(rows, 0.3, 3)).in(positive(rows, 1, 4));
                if (beta == 1) {
                    call.none();
                } else {
                    call.in(normal(columns, 1, 5));
                }
                call.shifted(beta == 1 ? 1 : 0).into(n, beta).i32(size).rows(rows, columns);
            }
            for (int block : new int[] {2, 64}) {
                int blocks = (rows + block - 1) / block;
                twin.of(partials)
                        .in(normal(n, 2, 1))
                        .in(normal(n, 1, 2))
                        .in(normal(rows, 0.3, 3))
                        .in(positive(rows, 1, 4))
                        .fresh(blocks * columns)
                        .fresh(blocks * columns)
                        .i32(rows, columns, block)
                        .tiles(blocks, 1, 256);
            }
        }
    }

    @Test
    void gradientNorm() {
        Kernel blocks = Kernel.of("squared_norm_blocks", GradientNorm::blocks);
        Kernel factor = Kernel.of("clip_factor", GradientNorm::factor);
        for (int n : new int[] {1, 300, 4096, 4097, 50_002}) {
            int count = (n + GradientNorm.BLOCK - 1) / GradientNorm.BLOCK;
            for (int shift = 0; shift < 2; shift++) {
                twin.of(blocks)
                        .near()
                        .shifted(shift)
                        .in(normal(n, 1, 1))
                        .fresh(count)
                        .i32(n)
                        .rows(count, GradientNorm.BLOCK);
            }
            for (float limit : new float[] {0.5f, 1e6f}) {
                twin.of(factor)
                        .near()
                        .in(positive(n, 1, 2))
                        .f32(limit)
                        .fresh(1)
                        .fresh(1)
                        .i32(n)
                        .each(1);
            }
        }
    }
}
