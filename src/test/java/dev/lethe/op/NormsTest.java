package dev.lethe.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Normalisations checked against each other where they are the same function. */
@Tag("devices")
class NormsTest {
    private final OpTrial trial = new OpTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    private void same(Tensor x, Function<Pass, Tensor> f, Function<Pass, Tensor> g, Tensor... inputs) {
        float[] y = trial.forward(f);
        assertArrayEquals(y, trial.forward(g), 2e-5f);
        float[] dy = OpTrial.normals("dy", y.length);
        float[][] a = trial.gradients(dy, f, inputs);
        float[][] b = trial.gradients(dy, g, inputs);
        for (int i = 0; i < a.length; i++) {
            assertArrayEquals(a[i], b[i], 2e-5f, "gradient " + i + " of " + x);
        }
    }

    @Test
    void oneGroupIsLayerNormOfTheExample() {
        Tensor x = trial.normal("x", 3, 4, 2, 5);
        same(
                x,
                p -> GroupNorm.groupNorm(p, x, 1, null, null),
                p -> LayerNorm.layerNorm(p, x.reshape(3, 40), null, null).reshape(3, 4, 2, 5),
                x);
    }

    @Test
    void aGroupPerChannelIsBatchNormOfOneExample() {
        Tensor x = trial.normal("x", 1, 4, 3, 5);
        Tensor w = trial.normal("w", 4);
        Tensor b = trial.normal("b", 4);
        Tensor mean = trial.normal("mean", 4);
        Tensor variance = trial.normal("variance", 4);
        same(x, p -> GroupNorm.groupNorm(p, x, 4, w, b), p -> BatchNorm.batchNorm(p, x, w, b, mean, variance), x, w, b);
    }

    @Test
    void layerNormIsTheFormulaInDouble() {
        // More rows than one block of the sums for w and b.
        int rows = 2 * LayerNorm.BLOCK + 3;
        float[] values = OpTrial.normals("x", rows * 7);
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 + 2 * values[i];
        }
        Tensor x = trial.tensor(values, rows, 7);
        Tensor w = trial.normal("w", 7);
        Tensor b = trial.normal("b", 7);
        float[] y = trial.forward(p -> LayerNorm.layerNorm(p, x, w, b));
        float[] dy = OpTrial.normals("dy", y.length);
        float[][] g = trial.gradients(dy, p -> LayerNorm.layerNorm(p, x, w, b), w, b);
        double[] dw = new double[7];
        double[] db = new double[7];
        for (int r = 0; r < rows; r++) {
            double mean = 0;
            double variance = 0;
            for (int c = 0; c < 7; c++) {
                mean += values[r * 7 + c] / 7.0;
            }
            for (int c = 0; c < 7; c++) {
                variance += (values[r * 7 + c] - mean) * (values[r * 7 + c] - mean) / 7;
            }
            for (int c = 0; c < 7; c++) {
                int i = r * 7 + c;
                double xhat = (values[i] - mean) / Math.sqrt(variance + 1e-5);
                assertEquals(xhat * trial.read(w)[c] + trial.read(b)[c], y[i], 5e-5);
                dw[c] += dy[i] * xhat;
                db[c] += dy[i];
            }
        }
        for (int c = 0; c < 7; c++) {
            assertEquals(dw[c], g[0][c], 5e-4);
            assertEquals(db[c], g[1][c], 5e-5);
        }
    }

    @Test
    void oneInputOfTwoNormsTakesBothGradients() {
        Tensor x = trial.normal("x", 3, 4);
        Tensor w = trial.normal("w", 4);
        float[] y = trial.forward(p -> LayerNorm.layerNorm(p, x, w, null));
        float[] z = trial.forward(p -> GroupNorm.groupNorm(p, x, 2, w, null));
        float[][] both = trial.gradients(
                new float[] {1},
                p -> MatMul.matmul(
                        p,
                        LayerNorm.layerNorm(p, x, w, null).reshape(1, 12),
                        GroupNorm.groupNorm(p, x, 2, w, null).reshape(12, 1)),
                x,
                w);
        float[][] layer = trial.gradients(z, p -> LayerNorm.layerNorm(p, x, w, null), x, w);
        float[][] group = trial.gradients(y, p -> GroupNorm.groupNorm(p, x, 2, w, null), x, w);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < both[i].length; j++) {
                assertEquals(layer[i][j] + group[i][j], both[i][j], 1e-4);
            }
        }
    }

    @Test
    void errorsNameTheShapes() {
        Tensor x = trial.normal("x", 2, 6);
        Tensor w = trial.normal("w", 5);
        String layer = message(() -> trial.forward(p -> LayerNorm.layerNorm(p, x, w, null)));
        assertTrue(layer.contains("[2, 6]") && layer.contains("w F32[5]"), layer);
        String groups = message(() -> trial.forward(p -> GroupNorm.groupNorm(p, x, 4, null, null)));
        assertTrue(groups.contains("[2, 6]") && groups.contains("groups 4"), groups);
        String shift = message(() -> trial.forward(p -> GroupNorm.groupNorm(p, x, 3, null, w)));
        assertTrue(shift.contains("[2, 6]") && shift.contains("b F32[5]"), shift);
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
