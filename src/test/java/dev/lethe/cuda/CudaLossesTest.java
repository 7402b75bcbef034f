package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.Losses;
import dev.lethe.cpu.LossesOfValues;
import dev.lethe.cpu.LossesWithMemory;
import dev.lethe.cuda.LossCalls.Form;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The losses with rows of every length that is laid out in its own way, and all forms of labels. */
@Tag("cuda")
class CudaLossesTest {
    private static final Kernel CROSS_ENTROPY = Kernel.of("loss_cross_entropy", Losses::crossEntropy);

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

    @Test
    void crossEntropy() {
        LossCalls.allForms(twin, CROSS_ENTROPY, 0);
        LossCalls.allForms(twin, CROSS_ENTROPY, 0.1f);
        for (int[] size : LossCalls.LARGE) {
            LossCalls.run(LossCalls.begin(twin, CROSS_ENTROPY, size[0], size[1], Form.HARD, true, 0), size, 0.1f);
        }
    }

    @Test
    void generalized() {
        LossCalls.allForms(twin, Kernel.of("loss_gce", Losses::generalizedCrossEntropy), 0.7f);
    }

    @Test
    void meanAbsolute() {
        LossCalls.allForms(twin, Kernel.of("loss_mae", Losses::meanAbsoluteError));
    }

    @Test
    void brier() {
        LossCalls.allForms(twin, Kernel.of("loss_brier", Losses::brierScore));
    }

    @Test
    void robustLog() {
        LossCalls.allForms(twin, Kernel.of("loss_rll", Losses::robustLog), 0.1f, 2.3978953f);
    }

    @Test
    void values() {
        LossCalls.allForms(twin, Kernel.of("loss_bce", LossesOfValues::binaryCrossEntropy));
        LossCalls.allForms(twin, Kernel.of("loss_squared", LossesOfValues::squaredError));
    }

    @Test
    void earlyLearning() {
        for (int[] size : LossCalls.SIZES) {
            for (int update = 0; update < 2; update++) {
                for (int shift = 0; shift < 2; shift++) {
                    earlyLearning(size, Form.values()[(size[0] + update) % 3], update, shift);
                }
            }
        }
        for (int[] size : LossCalls.LARGE) {
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
        LossCalls.begin(twin, kernel, n, k, form, update == 1, shift)
                .out(LossCalls.uniform(rows * k, 1.0 / k, 6))
                .in(index)
                .i32(rows, update)
                .f32(3)
                .f32(shift == 0 ? 0.7f : 0)
                .rows(n, k);
    }

    @Test
    void scaled() {
        Kernel kernel = Kernel.of("loss_scale", Losses::scale);
        for (int[] size : LossCalls.SIZES) {
            for (float beta : new float[] {0, 1, 0.75f}) {
                int n = size[0] * size[1];
                twin.of(kernel)
                        .shifted(size[1] % 2)
                        .in(LossCalls.normal(n, 1, 7))
                        .in(LossCalls.normal(size[0], 1, 8))
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
