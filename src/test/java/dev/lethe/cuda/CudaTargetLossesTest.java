package dev.lethe.cuda;

import dev.lethe.Kernel;
import dev.lethe.cpu.LossesCorrected;
import dev.lethe.cpu.LossesTempered;
import dev.lethe.cpu.LossesWithMemory;
import dev.lethe.cuda.LossCalls.Form;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The losses with a matrix, a table, or targets of their own, with the rows of {@link LossCalls}. */
@Tag("cuda")
class CudaTargetLossesTest {
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

    private static Twin.Call begin(Kernel kernel, int[] size, Form form, boolean all) {
        return LossCalls.begin(twin, kernel, size[0], size[1], form, all, form == Form.MIXED ? 1 : 0);
    }

    private static void allForms(Kernel kernel, float... own) {
        for (int[] size : LossCalls.SIZES) {
            for (Form form : Form.values()) {
                for (boolean all : new boolean[] {false, true}) {
                    Twin.Call call = begin(kernel, size, form, all);
                    for (float value : own) {
                        call.f32(value);
                    }
                    call.rows(size[0], size[1]);
                }
            }
        }
    }

    @Test
    void bootstraps() {
        allForms(Kernel.of("loss_bootstrap_soft", LossesCorrected::bootstrapSoft), 0.75f);
        allForms(Kernel.of("loss_bootstrap_hard", LossesCorrected::bootstrapHard), 0.75f);
    }

    @Test
    void biTempered() {
        Kernel kernel = Kernel.of("loss_bitempered", LossesTempered::biTempered);
        allForms(kernel, 0.2f, 0.2f);
        allForms(kernel, 0, 0);
        allForms(kernel, 1, 2);
        for (int[] size : LossCalls.LARGE) {
            begin(kernel, size, Form.HARD, true).f32(0.2f).f32(0.2f).rows(size[0], size[1]);
        }
    }

    @Test
    void corrected() {
        for (Kernel kernel : List.of(
                Kernel.of("loss_forward", LossesCorrected::forward),
                Kernel.of("loss_backward", LossesCorrected::backward))) {
            for (int[] size : LossCalls.SIZES) {
                int k = size[1];
                float[] matrix = LossCalls.uniform(k * k, 1.0 / k, 6);
                for (int i = 0; i < k * k; i++) {
                    matrix[i] = i % 3 == 1 ? 0 : matrix[i];
                }
                for (int i = 0; i < k; i++) {
                    matrix[i * k + i] = 0.75f;
                }
                for (Form form : k > 500 ? new Form[] {Form.HARD, Form.MIXED} : Form.values()) {
                    for (boolean all : new boolean[] {false, true}) {
                        begin(kernel, size, form, all).in(matrix).rows(size[0], k);
                    }
                }
            }
        }
    }

    @Test
    void averages() {
        for (Kernel kernel : List.of(
                Kernel.of("loss_temporal", LossesWithMemory::temporalEnsembling),
                Kernel.of("loss_distil", LossesWithMemory::selfDistillation))) {
            for (int[] size : LossCalls.SIZES) {
                for (int update = 0; update < 2; update++) {
                    for (int epoch = -1; epoch < 2; epoch++) {
                        averages(kernel, size, Form.values()[(size[0] + update + epoch + 1) % 3], update, epoch);
                    }
                }
            }
            for (int[] size : LossCalls.LARGE) {
                averages(kernel, size, Form.HARD, 1, 3);
            }
        }
    }

    /** One row of the table is 0, and there is no clock where {@code epoch} is negative. */
    private static void averages(Kernel kernel, int[] size, Form form, int update, int epoch) {
        int n = size[0];
        int k = size[1];
        int rows = n + 3;
        int[] index = new int[n];
        for (int i = 0; i < n; i++) {
            index[i] = rows - 1 - i;
        }
        float[] table = LossCalls.uniform(rows * k, 1.0 / k, 6);
        java.util.Arrays.fill(table, index[1] * k, (index[1] + 1) * k, 0);
        Twin.Call call = begin(kernel, size, form, update == 1)
                .out(table)
                .in(index)
                .i32(rows, update)
                .f32(epoch < 0 ? 0 : 0.6f)
                .f32(0.8f)
                .i32(4);
        (epoch < 0 ? call.none() : call.in(7, 1, 2, 3, epoch, 0, 0, 0)).rows(n, k);
    }
}
