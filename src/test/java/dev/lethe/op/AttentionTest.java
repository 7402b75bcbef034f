package dev.lethe.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("devices")
class AttentionTest {
    private static final int HEADS = 2;
    private static final int T = 6;
    private static final int D = 3;

    private final OpTrial trial = new OpTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFormulaInDouble(boolean causal) {
        Tensor q = trial.normal("q", 2, HEADS, T, D);
        Tensor k = trial.normal("k", 2, HEADS, T, D);
        Tensor v = trial.normal("v", 2, HEADS, T, D);
        float[] y = trial.forward(p -> Attention.attention(p, q, k, v, causal));
        for (int r = 0; r < 2 * HEADS * T; r++) {
            int head = r / T * T;
            int seen = causal ? r % T + 1 : T;
            double[] p = new double[seen];
            double sum = 0;
            for (int j = 0; j < seen; j++) {
                double score = 0;
                for (int c = 0; c < D; c++) {
                    score += (double) trial.read(q)[r * D + c] * trial.read(k)[(head + j) * D + c];
                }
                p[j] = Math.exp(score / Math.sqrt(D));
                sum += p[j];
            }
            for (int c = 0; c < D; c++) {
                double want = 0;
                for (int j = 0; j < seen; j++) {
                    want += p[j] / sum * trial.read(v)[(head + j) * D + c];
                }
                assertEquals(want, y[r * D + c], 1e-6);
            }
        }
    }

    @Test
    void aLaterTokenDoesNotChangeEarlierOutputs() {
        float[] tokens = OpTrial.normals("tokens", HEADS * T * D);
        for (int changed = 1; changed < T; changed++) {
            float[] other = tokens.clone();
            for (int head = 0; head < HEADS; head++) {
                for (int c = 0; c < D; c++) {
                    other[(head * T + changed) * D + c] = 1e6f * (c + 1);
                }
            }
            Tensor a = trial.tensor(tokens, 1, HEADS, T, D);
            Tensor b = trial.tensor(other, 1, HEADS, T, D);
            float[] before = trial.forward(p -> Attention.attention(p, a, a, a, true));
            float[] after = trial.forward(p -> Attention.attention(p, b, b, b, true));
            for (int head = 0; head < HEADS; head++) {
                int from = head * T * D;
                int to = from + changed * D;
                assertArrayEquals(Arrays.copyOfRange(before, from, to), Arrays.copyOfRange(after, from, to));
                assertTrue(before[to] != after[to]);
            }
        }
    }

    @Test
    void oneTensorInAllThreePlacesTakesAllGradients() {
        Tensor x = trial.normal("x", 1, HEADS, T, D);
        Tensor k = trial.normal("x", 1, HEADS, T, D);
        Tensor v = trial.normal("x", 1, HEADS, T, D);
        float[] dy = OpTrial.normals("dy", HEADS * T * D);
        float[][] apart = trial.gradients(dy, p -> Attention.attention(p, x, k, v, true), x, k, v);
        float[] together = trial.gradients(dy, p -> Attention.attention(p, x, x, x, true), x)[0];
        for (int i = 0; i < together.length; i++) {
            assertEquals(apart[0][i] + apart[1][i] + apart[2][i], together[i], 1e-6);
        }
    }

    @Test
    void theGradientsOfOneInputAloneAreTheSame() {
        Tensor q = trial.normal("q", 1, HEADS, T, D);
        Tensor k = trial.normal("k", 1, HEADS, T, D);
        Tensor v = trial.normal("v", 1, HEADS, T, D);
        float[] dy = OpTrial.normals("dy", HEADS * T * D);
        float[][] all = trial.gradients(dy, p -> Attention.attention(p, q, k, v), q, k, v);
        Tensor[] inputs = {q, k, v};
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(all[i], trial.gradients(dy, p -> Attention.attention(p, q, k, v), inputs[i])[0]);
        }
    }

    @Test
    void aProductWithItselfTakesBothGradients() {
        Tensor a = trial.normal("a", 2, 4, 5);
        Tensor b = trial.normal("a", 2, 4, 5);
        float[] dy = OpTrial.normals("dy", 50);
        float[][] apart = trial.gradients(dy, p -> MatMul.matmul(p, a, b, true, false), a, b);
        float[] together = trial.gradients(dy, p -> MatMul.matmul(p, a, a, true, false), a)[0];
        for (int i = 0; i < together.length; i++) {
            assertEquals(apart[0][i] + apart[1][i], together[i], 1e-5);
        }
    }

    @Test
    void errorsNameTheShapes() {
        Tensor q = trial.normal("q", 1, 2, 3, 4);
        Tensor k = trial.normal("k", 1, 2, 5, 4);
        Tensor wide = trial.normal("wide", 1, 2, 5, 6);
        String causal = message(() -> trial.forward(p -> Attention.attention(p, q, k, k, true)));
        assertTrue(causal.contains("[1, 2, 3, 4]") && causal.contains("[1, 2, 5, 4]"), causal);
        String width = message(() -> trial.forward(p -> Attention.attention(p, q, wide, wide)));
        assertTrue(width.contains("k F32[1, 2, 5, 6]"), width);
        String lengths = message(() -> trial.forward(p -> Attention.attention(p, q, k, q)));
        assertTrue(lengths.contains("v F32[1, 2, 3, 4]"), lengths);
        Tensor flat = trial.normal("flat", 4);
        String inner = message(() -> trial.forward(p -> MatMul.matmul(p, q, k)));
        assertTrue(inner.contains("[1, 2, 3, 4]") && inner.contains("[1, 2, 5, 4]"), inner);
        String rank = message(() -> trial.forward(p -> MatMul.matmul(p, flat, flat)));
        assertTrue(rank.contains("[4]"), rank);
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
