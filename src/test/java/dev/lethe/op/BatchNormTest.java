package dev.lethe.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass.Statistics;
import dev.lethe.autograd.Pass.Switches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class BatchNormTest {
    private static final int C = 3;
    private static final float[] OLD_MEAN = {0.5f, -1, 2};
    private static final float[] OLD_VARIANCE = {1, 4, 0.25f};

    private final OpTrial trial = new OpTrial();
    private final Tensor mean = trial.tensor(OLD_MEAN, C);
    private final Tensor variance = trial.tensor(OLD_VARIANCE, C);

    @AfterEach
    void close() {
        trial.close();
    }

    private float[] run(Switches switches, Tensor x) {
        return trial.forward(switches, p -> BatchNorm.batchNorm(p, x, null, null, mean, variance));
    }

    /** Mean and biased variance of a channel of x of (n, C, hw). */
    private static double[] moments(float[] x, int channel, int hw) {
        int n = x.length / (C * hw);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n * hw; i++) {
            sum += x[(i / hw * C + channel) * hw + i % hw];
        }
        for (int i = 0; i < n * hw; i++) {
            double d = x[(i / hw * C + channel) * hw + i % hw] - sum / (n * hw);
            squares += d * d;
        }
        return new double[] {sum / (n * hw), squares / (n * hw)};
    }

    @Test
    void theBatchIsNormalised() {
        for (int hw : new int[] {1, 20}) {
            // A mean far from 0: sums of squares would lose the variance.
            float[] values = OpTrial.normals("far", 7 * C * hw);
            for (int i = 0; i < values.length; i++) {
                values[i] = 1000 + values[i];
            }
            float[] y = run(Switches.TRAINING, trial.tensor(values, 7, C, hw));
            for (int i = 0; i < y.length; i++) {
                double[] m = moments(values, i / hw % C, hw);
                assertEquals((values[i] - m[0]) / Math.sqrt(m[1] + 1e-5), y[i], 2e-4, "element " + i);
            }
        }
    }

    @Test
    void runningAveragesFollowTheFormula() {
        double[] m = {OLD_MEAN[0], OLD_MEAN[1], OLD_MEAN[2]};
        double[] v = {OLD_VARIANCE[0], OLD_VARIANCE[1], OLD_VARIANCE[2]};
        for (int batch = 0; batch < 5; batch++) {
            Tensor x = trial.normal("batch" + batch, 4 + batch, C, 2, 5);
            run(Switches.TRAINING, x);
            for (int ch = 0; ch < C; ch++) {
                double[] now = moments(trial.read(x), ch, 10);
                double count = (4 + batch) * 10;
                m[ch] = 0.9 * m[ch] + 0.1 * now[0];
                v[ch] = 0.9 * v[ch] + 0.1 * now[1] * count / (count - 1);
            }
        }
        for (int ch = 0; ch < C; ch++) {
            assertEquals(m[ch], trial.read(mean)[ch], 1e-6);
            assertEquals(v[ch], trial.read(variance)[ch], 1e-6);
        }
    }

    @Test
    void evaluationUsesTheRunningAveragesAndLeavesThem() {
        Tensor x = trial.normal("x", 4, C, 3, 3);
        float[] y = run(Switches.EVALUATION, x);
        checkRunning(trial.read(x), y, 9);
        assertArrayEquals(OLD_MEAN, trial.read(mean));
        assertArrayEquals(OLD_VARIANCE, trial.read(variance));
        Tensor rows = trial.normal("rows", 1, C);
        checkRunning(trial.read(rows), run(Switches.EVALUATION, rows), 1);
    }

    private static void checkRunning(float[] x, float[] y, int hw) {
        for (int i = 0; i < y.length; i++) {
            int ch = i / hw % C;
            assertEquals((x[i] - OLD_MEAN[ch]) / Math.sqrt(OLD_VARIANCE[ch] + 1e-5), y[i], 1e-5, "element " + i);
        }
    }

    @Test
    void withoutUpdateTheAveragesStay() {
        Tensor x = trial.normal("x", 4, C);
        float[] with = run(Switches.TRAINING, x);
        float[] updated = trial.read(mean);
        float[] without = run(new Switches(Statistics.BATCH, false, true), x);
        assertArrayEquals(with, without);
        assertArrayEquals(updated, trial.read(mean));
        assertTrue(updated[0] != OLD_MEAN[0]);
    }

    @Test
    void anUpdateComesAfterTheAveragesWereUsed() {
        Tensor x = trial.normal("x", 4, C, 2, 2);
        float[] y = run(new Switches(Statistics.RUNNING, true, false), x);
        checkRunning(trial.read(x), y, 4);
        double[] now = moments(trial.read(x), 1, 4);
        assertEquals(0.9 * OLD_MEAN[1] + 0.1 * now[0], trial.read(mean)[1], 1e-6);
        assertEquals(0.9 * OLD_VARIANCE[1] + 0.1 * now[1] * 16 / 15, trial.read(variance)[1], 1e-6);
    }

    @Test
    void planesAndRowsAgree() {
        Tensor x = trial.normal("x", 6, C);
        float[] twice = new float[6 * C * 2];
        for (int i = 0; i < twice.length; i++) {
            twice[i] = trial.read(x)[i / 2];
        }
        Tensor planes = trial.tensor(twice, 6, C, 1, 2);
        float[] dy = OpTrial.normals("dy", 6 * C);
        float[] dyTwice = new float[twice.length];
        for (int i = 0; i < twice.length; i++) {
            dyTwice[i] = dy[i / 2];
        }
        Tensor w = trial.normal("w", C);
        float[][] rows = trial.gradients(dy, p -> BatchNorm.batchNorm(p, x, w, null, mean, variance), x, w);
        float[][] both =
                trial.gradients(dyTwice, p -> BatchNorm.batchNorm(p, planes, w, null, mean, variance), planes, w);
        for (int i = 0; i < twice.length; i++) {
            assertEquals(rows[0][i / 2], both[0][i], 1e-5);
        }
        for (int ch = 0; ch < C; ch++) {
            assertEquals(2 * rows[1][ch], both[1][ch], 1e-5);
        }
    }

    @Test
    void errorsSayWhatIsWrong() {
        Tensor one = trial.normal("one", 1, C, 1, 1);
        String single = message(() -> run(Switches.TRAINING, one));
        assertTrue(single.contains("[1, 3, 1, 1]") && single.contains("1 values per channel"), single);
        Tensor x = trial.normal("x", 4, C);
        Tensor w = trial.normal("w", C + 1);
        String scale = message(() -> trial.forward(p -> BatchNorm.batchNorm(p, x, w, null, mean, variance)));
        assertTrue(scale.contains("[4, 3]") && scale.contains("w F32[4]"), scale);
        String missing = message(
                () -> trial.forward(Switches.EVALUATION, p -> BatchNorm.batchNorm(p, x, null, null, null, null)));
        assertTrue(missing.contains("running averages"), missing);
        Tensor flat = trial.normal("flat", 5);
        assertTrue(message(() -> run(Switches.TRAINING, flat)).contains("[5]"));
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
