package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.Losses;
import dev.lethe.cpu.LossesNormalised;
import dev.lethe.cpu.LossesOfLabel;
import dev.lethe.cpu.LossesOfValues;
import dev.lethe.cpu.LossesWithMemory;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The losses with rows of every length that is laid out in its own way, and all forms of labels. */
@Tag("cuda")
class CudaLossesTest {
    private static final Kernel CROSS_ENTROPY = Kernel.of("loss_cross_entropy", Losses::crossEntropy);

    /** Number of examples and of outputs. */
    private static final int[][] SIZES = {{5, 2}, {37, 3}, {33, 10}, {7, 16}, {5, 33}, {4, 100}, {3, 1000}, {3, 1001}};

    /** Rows of more elements than a block keeps, and so many that each has few threads. */
    private static final int[][] LARGE = {{2, 5001}, {2, 17000}, {9000, 20}, {4200, 68}};

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
        java.util.Random random = new java.util.Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (scale * random.nextGaussian());
        }
        return x;
    }

    private static float[] uniform(int n, double scale, int seed) {
        float[] x = normal(n, 1, seed);
        for (int i = 0; i < n; i++) {
            x[i] = (float) (scale * Math.abs(x[i]) / (1 + Math.abs(x[i])));
        }
        return x;
    }

    private static int[] labels(int n, int k, int seed) {
        return new java.util.Random(seed).ints(n, 0, k).toArray();
    }

    private enum Form {
        HARD,
        MIXED,
        SOFT
    }

    /** The arguments that all losses begin with. */
    private static Twin.Call begin(Kernel kernel, int n, int k, Form form, boolean all, int shift) {
        Twin.Call call = twin.of(kernel).near().shifted(shift).in(normal(n * k, 2, k));
        if (form == Form.SOFT) {
            call.none().none().none().in(uniform(n * k, 2.0 / k, 3));
        } else {
            call.in(labels(n, k, 1));
            if (form == Form.MIXED) {
                call.in(labels(n, k, 2)).in(uniform(n, 1, 4));
            } else {
                call.none().none();
            }
            call.none();
        }
        if (all) {
            float[] weights = uniform(n, 3, 5);
            weights[n - 1] = 0;
            call.in(weights);
        } else {
            call.none();
        }
        call.fresh(n);
        if (all) {
            call.fresh(4 * n).out(new int[n]);
        } else {
            call.outNone().outNone();
        }
        return call.fresh(n * k).i32(n, k);
    }

    private static void allForms(Kernel kernel, float... own) {
        for (int[] size : SIZES) {
            for (Form form : Form.values()) {
                for (boolean all : new boolean[] {false, true}) {
                    run(begin(kernel, size[0], size[1], form, all, form == Form.MIXED ? 1 : 0), size, own);
                }
            }
        }
    }

    private static void run(Twin.Call call, int[] size, float... own) {
        for (float value : own) {
            call.f32(value);
        }
        call.rows(size[0], size[1]);
    }

    @Test
    void crossEntropy() {
        allForms(CROSS_ENTROPY, 0);
        allForms(CROSS_ENTROPY, 0.1f);
        for (int[] size : LARGE) {
            run(begin(CROSS_ENTROPY, size[0], size[1], Form.HARD, true, 0), size, 0.1f);
        }
    }

    @Test
    void generalized() {
        allForms(Kernel.of("loss_gce", Losses::generalizedCrossEntropy), 0.7f);
    }

    @Test
    void meanAbsolute() {
        allForms(Kernel.of("loss_mae", Losses::meanAbsoluteError));
    }

    @Test
    void brier() {
        allForms(Kernel.of("loss_brier", Losses::brierScore));
    }

    @Test
    void robustLog() {
        allForms(Kernel.of("loss_rll", Losses::robustLog), 0.1f, 2.3978953f);
    }

    @Test
    void ofTheLabel() {
        allForms(Kernel.of("loss_sce", LossesOfLabel::symmetricCrossEntropy), 0.1f, 4);
        allForms(Kernel.of("loss_focal", LossesOfLabel::focal), 0.5f);
        allForms(Kernel.of("loss_focal", LossesOfLabel::focal), 0);
        allForms(Kernel.of("loss_agce", LossesOfLabel::asymmetricGeneralized), 0.6f, 0.6f);
        allForms(Kernel.of("loss_aue", LossesOfLabel::asymmetricUnhinged), 4.5f, 3);
    }

    @Test
    void taylor() {
        Kernel kernel = Kernel.of("loss_taylor", LossesOfLabel::taylor);
        for (int[] size : SIZES) {
            for (Form form : Form.values()) {
                begin(kernel, size[0], size[1], form, true, 0).i32(6).rows(size[0], size[1]);
            }
        }
    }

    /** Without a clock, in the last epoch before labels are cut, and in the first after. */
    @Test
    void truncated() {
        Kernel kernel = Kernel.of("loss_tgce", LossesOfLabel::truncatedGeneralized);
        for (int[] size : SIZES) {
            for (int epoch : new int[] {-1, 3, 4}) {
                Form form = Form.values()[(size[1] + epoch + 1) % 3];
                Twin.Call call = begin(kernel, size[0], size[1], form, true, 0)
                        .f32(0.7f)
                        .f32(-0.6931472f)
                        .i32(4);
                (epoch < 0 ? call.none() : call.in(7, 1, 2, 3, epoch, 0, 0, 0)).rows(size[0], size[1]);
            }
        }
    }

    @Test
    void normalised() {
        Kernel kernel = Kernel.of("loss_normalised", LossesNormalised::normalised);
        allForms(kernel, 0, 1, 0);
        allForms(kernel, 0.5f, 1, 4);
        for (int[] size : LARGE) {
            run(begin(kernel, size[0], size[1], Form.HARD, true, 0), size, 0.5f, 1, 4);
        }
    }

    @Test
    void values() {
        allForms(Kernel.of("loss_bce", LossesOfValues::binaryCrossEntropy));
        allForms(Kernel.of("loss_squared", LossesOfValues::squaredError));
    }

    @Test
    void earlyLearning() {
        for (int[] size : SIZES) {
            for (int update = 0; update < 2; update++) {
                for (int shift = 0; shift < 2; shift++) {
                    earlyLearning(size, Form.values()[(size[0] + update) % 3], update, shift);
                }
            }
        }
        for (int[] size : LARGE) {
            earlyLearning(size, Form.HARD, 1, 0);
        }
    }

    private static void earlyLearning(int[] size, Form form, int update, int shift) {
        Kernel kernel = Kernel.of("loss_elr", LossesWithMemory::earlyLearning);
        int n = size[0];
        int k = size[1];
        int rows = n + 3;
        int[] index = new int[n];
        for (int i = 0; i < n; i++) {
            index[i] = rows - 1 - i;
        }
        begin(kernel, n, k, form, update == 1, shift)
                .out(uniform(rows * k, 1.0 / k, 6))
                .in(index)
                .i32(rows, update)
                .f32(3)
                .f32(shift == 0 ? 0.7f : 0)
                .rows(n, k);
    }

    @Test
    void scaled() {
        Kernel kernel = Kernel.of("loss_scale", Losses::scale);
        for (int[] size : SIZES) {
            for (float beta : new float[] {0, 1, 0.75f}) {
                int n = size[0] * size[1];
                twin.of(kernel)
                        .shifted(size[1] % 2)
                        .in(normal(n, 1, 7))
                        .in(normal(size[0], 1, 8))
                        .into(n, beta)
                        .i32(size)
                        .rows(size[0], size[1]);
            }
        }
    }

    @Test
    void outputsThatAreNoNumbersOrEqual() {
        float nan = Float.NaN;
        float most = Float.POSITIVE_INFINITY;
        float[][] rows = {
            {nan, 1, 2, 0},
            {1, 1, 1, 1},
            {3, nan, 3, 3},
            {nan, nan, nan, nan},
            {-most, 0, 1, -most},
            {0, most, 1, 2},
            {200, -200, 0, 100},
            {-most, nan, -most, -most},
            {2, 2, 5, 5},
            {1e30f, -1e30f, 1e30f, 0}
        };
        for (Kernel kernel : List.of(
                Kernel.of("loss_mae", Losses::meanAbsoluteError),
                Kernel.of("loss_squared", LossesOfValues::squaredError),
                Kernel.of("loss_bce", LossesOfValues::binaryCrossEntropy))) {
            for (float[] row : rows) {
                twin.of(kernel)
                        .near()
                        .in(row)
                        .in(1)
                        .none()
                        .none()
                        .none()
                        .none()
                        .fresh(1)
                        .fresh(4)
                        .out(9)
                        .fresh(4)
                        .i32(1, 4)
                        .rows(1, 4);
            }
        }
    }

    @Test
    void wrongLabelIsToldAndNothingWritten() {
        try (Device device = TestDevice.open();
                Arena arena = device.arena("labels", Arena.UNLIMITED)) {
            Tensor z = arena.floats(2, 3);
            Tensor labels = arena.ints(2);
            Tensor losses = arena.floats(2);
            device.upload(new float[6], z);
            device.upload(new int[] {0, 3}, labels);
            device.launch(CROSS_ENTROPY)
                    .in(z)
                    .in(labels)
                    .in(null)
                    .in(null)
                    .in(null)
                    .in(null)
                    .out(losses)
                    .out(null)
                    .out(null)
                    .out(null)
                    .i32(2)
                    .i32(3)
                    .f32(0)
                    .rows(2, 3);
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, device::synchronize);
            assertTrue(e.getMessage().contains("label 3 where there are 3 classes"), e.getMessage());
        }
    }
}
