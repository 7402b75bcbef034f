package dev.lethe.cuda;

import dev.lethe.Kernel;
import dev.lethe.cpu.LossesNormalised;
import dev.lethe.cpu.LossesOfLabel;
import dev.lethe.cuda.LossCalls.Form;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The losses that are functions of the label's probability, and those divided by their sum, on every kind of row. */
@Tag("cuda")
class CudaRobustLossesTest {
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
    void ofTheLabel() {
        LossCalls.allForms(twin, Kernel.of("loss_sce", LossesOfLabel::symmetricCrossEntropy), 0.1f, 4);
        LossCalls.allForms(twin, Kernel.of("loss_focal", LossesOfLabel::focal), 0.5f);
        LossCalls.allForms(twin, Kernel.of("loss_focal", LossesOfLabel::focal), 0);
        LossCalls.allForms(twin, Kernel.of("loss_agce", LossesOfLabel::asymmetricGeneralized), 0.6f, 0.6f);
        LossCalls.allForms(twin, Kernel.of("loss_aue", LossesOfLabel::asymmetricUnhinged), 4.5f, 3);
    }

    @Test
    void taylor() {
        Kernel kernel = Kernel.of("loss_taylor", LossesOfLabel::taylor);
        for (int[] size : LossCalls.SIZES) {
            for (Form form : Form.values()) {
                LossCalls.begin(twin, kernel, size[0], size[1], form, true, 0)
                        .i32(6)
                        .rows(size[0], size[1]);
            }
        }
    }

    /** Without a clock, in the last epoch before labels are cut, and in the first after. */
    @Test
    void truncated() {
        Kernel kernel = Kernel.of("loss_tgce", LossesOfLabel::truncatedGeneralized);
        for (int[] size : LossCalls.SIZES) {
            for (int epoch : new int[] {-1, 3, 4}) {
                Form form = Form.values()[(size[1] + epoch + 1) % 3];
                Twin.Call call = LossCalls.begin(twin, kernel, size[0], size[1], form, true, 0)
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
        LossCalls.allForms(twin, kernel, 0, 1, 0);
        LossCalls.allForms(twin, kernel, 0.5f, 1, 4);
        for (int[] size : LossCalls.LARGE) {
            LossCalls.run(LossCalls.begin(twin, kernel, size[0], size[1], Form.HARD, true, 0), size, 0.5f, 1, 4);
        }
    }
}
