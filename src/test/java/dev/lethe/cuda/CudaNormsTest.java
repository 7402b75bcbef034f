package dev.lethe.cuda;

import dev.lethe.Kernel;
import dev.lethe.cpu.BatchNormalisation;
import dev.lethe.cpu.GroupNormalisation;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Batch and group normalisation with planes of all kinds, and channels whose sums are taken in one or two stages. */
@Tag("cuda")
class CudaNormsTest {
    private static final float[] BETAS = {0, 1, 0.75f};

    /** Examples, channels, elements of a plane; the last three in two stages. */
    private static final int[][] SIZES = {
        {2, 3, 1},
        {33, 40, 1},
        {3, 2, 5},
        {7, 6, 16},
        {5, 4, 49},
        {2, 6, 1024},
        {3, 4, 3000},
        {1200, 250, 1},
        {40, 3, 1028},
        {300, 2, 99}
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

    private static float[] normal(int n, double mean, double scale, int seed) {
        Random random = new Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (mean + scale * random.nextGaussian());
        }
        return x;
    }

    private static float[] positive(int n, int seed) {
        float[] x = normal(n, 0, 1, seed);
        for (int i = 0; i < n; i++) {
            x[i] = Math.abs(x[i]) + 0.1f;
        }
        return x;
    }

    private static int size(int[] extents) {
        return extents[0] * extents[1] * extents[2];
    }

    @Test
    void statisticsOfChannels() {
        Kernel kernel = Kernel.of("batch_norm_statistics", BatchNormalisation::statistics);
        for (int[] extents : SIZES) {
            int c = extents[1];
            for (int shift = 0; shift < 2; shift++) {
                twin.of(kernel)
                        .near()
                        .shifted(shift)
                        .in(normal(size(extents), shift == 0 ? 0.5 : 30, 2, 1))
                        .fresh(c)
                        .fresh(c)
                        .fresh(c)
                        .f32(1e-5f)
                        .i32(extents)
                        .rows(c, extents[0] * extents[2]);
            }
        }
    }

    @Test
    void sumsOfChannels() {
        Kernel kernel = Kernel.of("batch_norm_sums", BatchNormalisation::sums);
        for (int[] extents : SIZES) {
            int c = extents[1];
            for (int shift = 0; shift < 2; shift++) {
                twin.of(kernel)
                        .near()
                        .shifted(shift)
                        .in(normal(size(extents), 0.5, 2, 1))
                        .in(normal(size(extents), 0.2, 1, 2))
                        .in(normal(c, 0.5, 0.1, 3))
                        .in(positive(c, 4))
                        .fresh(c)
                        .fresh(c)
                        .i32(extents)
                        .rows(c, extents[0] * extents[2]);
            }
        }
    }

    @Test
    void runningAverages() {
        int c = 300;
        twin.of(Kernel.of("batch_norm_running", BatchNormalisation::running))
                .in(normal(c, 0, 1, 1))
                .in(positive(c, 2))
                .fresh(c)
                .fresh(c)
                .f32(1e-5f)
                .i32(c)
                .each(c);
        twin.of(Kernel.of("batch_norm_update", BatchNormalisation::update))
                .in(normal(c, 0, 1, 1))
                .in(positive(c, 2))
                .out(normal(c, 0, 1, 3))
                .out(positive(c, 4))
                .f32(0.1f)
                .i32(c, 17)
                .each(c);
    }

    /** Given the statistics, to the bit. */
    @Test
    void batchNormOfElements() {
        Kernel forward = Kernel.of("batch_norm_forward", BatchNormalisation::forward);
        Kernel backward = Kernel.of("batch_norm_backward", BatchNormalisation::backward);
        for (int[] extents : SIZES) {
            int n = size(extents);
            int c = extents[1];
            for (int shift = 0; shift < 2; shift++) {
                Twin.Call call = twin.of(forward).shifted(shift).in(normal(n, 0.5, 2, 1));
                call.in(normal(c, 0.5, 0.1, 2)).in(positive(c, 3));
                if (shift == 0) {
                    call.in(normal(c, 0, 1, 4)).in(normal(c, 0, 1, 5));
                } else {
                    call.none().none();
                }
                call.fresh(n).i32(extents).each(n);
            }
            for (float beta : BETAS) {
                for (int batch = 0; batch < 2; batch++) {
                    Twin.Call call =
                            twin.of(backward).shifted(beta == 1 ? 1 : 0).in(normal(n, 0.5, 2, 1));
                    call.in(normal(n, 0, 1, 2)).in(normal(c, 0.5, 0.1, 3)).in(positive(c, 4));
                    if (beta == 0) {
                        call.none();
                    } else {
                        call.in(normal(c, 0, 1, 5));
                    }
                    if (batch == 1) {
                        call.in(normal(c, 0, 3, 6)).in(normal(c, 0, 3, 7));
                    } else {
                        call.none().none();
                    }
                    call.into(n, beta).i32(extents).each(n);
                }
            }
        }
    }

    @Test
    void groupNorm() {
        Kernel forward = Kernel.of("group_norm_forward", GroupNormalisation::forward);
        for (int[] extents : SIZES) {
            int n = size(extents);
            int c = extents[1];
            for (int groups = 1; groups <= c && n < 100_000; groups += c == 40 ? 3 : 1) {
                if (c % groups != 0) {
                    continue;
                }
                int all = extents[0] * groups;
                Twin.Call call = twin.of(forward).near().shifted(groups % 2).in(normal(n, 0.5, 2, 1));
                if (groups == 1) {
                    call.none().none();
                } else {
                    call.in(normal(c, 0, 1, 2)).in(normal(c, 0, 1, 3));
                }
                call.fresh(n).fresh(all).fresh(all).f32(1e-5f);
                call.i32(extents).i32(groups).rows(all, n / all);
                groupNormGradients(extents, groups);
            }
        }
    }

    private static void groupNormGradients(int[] extents, int groups) {
        int n = size(extents);
        int c = extents[1];
        int all = extents[0] * groups;
        int planes = extents[0] * c;
        twin.of(Kernel.of("group_norm_sums", GroupNormalisation::sums))
                .near()
                .shifted(groups % 2)
                .in(normal(n, 0.5, 2, 1))
                .in(normal(n, 0, 1, 2))
                .in(normal(all, 0.5, 0.1, 3))
                .in(positive(all, 4))
                .fresh(planes)
                .fresh(planes)
                .i32(extents)
                .i32(groups)
                .rows(planes, extents[2]);
        for (float beta : BETAS) {
            Twin.Call call = twin.of(Kernel.of("group_norm_backward", GroupNormalisation::backward))
                    .near()
                    .shifted(groups % 2)
                    .in(normal(n, 0.5, 2, 1))
                    .in(normal(n, 0, 1, 2))
                    .in(normal(all, 0.5, 0.1, 3))
                    .in(positive(all, 4));
            if (groups == 1) {
                call.none();
            } else {
                call.in(normal(c, 0, 1, 5));
            }
            call.in(normal(planes, 0, 3, 6)).in(normal(planes, 0, 3, 7));
            call.into(n, beta).i32(extents).i32(groups).rows(all, n / all);
        }
    }
}
