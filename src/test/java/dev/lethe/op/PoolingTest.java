package dev.lethe.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("devices")
class PoolingTest {
    private final OpTrial trial = new OpTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    /** Kernel, stride, padding, h, w. */
    static Stream<int[]> windows() {
        return Stream.of(
                new int[] {1, 1, 0, 3, 4},
                new int[] {1, 2, 0, 5, 4},
                new int[] {2, 2, 0, 2, 2},
                new int[] {2, 2, 0, 6, 8},
                new int[] {2, 2, 0, 7, 9},
                new int[] {2, 2, 1, 7, 4},
                new int[] {2, 1, 0, 4, 5},
                new int[] {3, 1, 1, 1, 1},
                new int[] {3, 2, 1, 8, 7},
                new int[] {3, 3, 0, 9, 10},
                new int[] {4, 1, 2, 5, 6},
                new int[] {5, 3, 2, 11, 3},
                new int[] {2, 5, 0, 11, 12});
    }

    /** What a window yields at one place: a maximum or a mean, and the gradient that goes back. */
    private static float[][] naive(boolean max, float[] x, float[] dy, int planes, int[] window) {
        int kernel = window[0];
        int stride = window[1];
        int padding = window[2];
        int h = window[3];
        int w = window[4];
        int oh = (h + 2 * padding - kernel) / stride + 1;
        int ow = (w + 2 * padding - kernel) / stride + 1;
        float[] y = new float[planes * oh * ow];
        float[] dx = new float[planes * h * w];
        for (int o = 0; o < y.length; o++) {
            int plane = o / (oh * ow) * h * w;
            int top = o / ow % oh * stride - padding;
            int left = o % ow * stride - padding;
            int winner = -1;
            float sum = 0;
            for (int i = 0; i < kernel * kernel; i++) {
                int r = top + i / kernel;
                int c = left + i % kernel;
                if (r >= 0 && r < h && c >= 0 && c < w) {
                    int at = plane + r * w + c;
                    winner = winner < 0 || x[at] > x[winner] ? at : winner;
                    sum += x[at];
                    dx[at] += max ? 0 : dy[o] / (kernel * kernel);
                }
            }
            y[o] = max ? x[winner] : sum / (kernel * kernel);
            dx[winner] += max ? dy[o] : 0;
        }
        return new float[][] {y, dx};
    }

    @ParameterizedTest
    @MethodSource("windows")
    void maxPoolIsTheNaiveLoop(int[] window) {
        // Few distinct values, so that many windows have ties.
        float[] x = OpTrial.normals("x", 2 * 3 * window[3] * window[4]);
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.round(x[i]);
        }
        Tensor t = trial.tensor(x, 2, 3, window[3], window[4]);
        float[] y = trial.forward(p -> MaxPool2d.maxPool2d(p, t, window[0], window[1], window[2]));
        float[] dy = OpTrial.normals("dy", y.length);
        float[][] dx = trial.gradients(dy, p -> MaxPool2d.maxPool2d(p, t, window[0], window[1], window[2]), t);
        float[][] expected = naive(true, x, dy, 6, window);
        assertArrayEquals(expected[0], y);
        assertArrayEquals(expected[1], dx[0], 0f);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void averagePoolIsTheNaiveLoop(int[] window) {
        Tensor t = trial.normal("x", 2, 3, window[3], window[4]);
        float[] y = trial.forward(p -> AvgPool2d.avgPool2d(p, t, window[0], window[1], window[2]));
        float[] dy = OpTrial.normals("dy", y.length);
        float[][] dx = trial.gradients(dy, p -> AvgPool2d.avgPool2d(p, t, window[0], window[1], window[2]), t);
        float[][] expected = naive(false, trial.read(t), dy, 6, window);
        assertArrayEquals(expected[0], y, 1e-6f);
        assertArrayEquals(expected[1], dx[0], 1e-6f);
    }

    @Test
    void theFirstOfEqualValuesTakesTheGradient() {
        Tensor x = trial.tensor(new float[] {0, 0, 0, 0, -1, 2, 2, 2}, 1, 2, 2, 2);
        float[][] dx = trial.gradients(new float[] {5, 7}, p -> MaxPool2d.maxPool2d(p, x, 2), x);
        assertArrayEquals(new float[] {5, 0, 0, 0, 0, 7, 0, 0}, dx[0]);
    }

    @Test
    void aNaNInTheWindowIsNotLost() {
        for (int at = 0; at < 4; at++) {
            float[] values = {1, 2, 3, 4};
            values[at] = Float.NaN;
            Tensor x = trial.tensor(values, 1, 1, 2, 2);
            assertTrue(Float.isNaN(trial.forward(p -> MaxPool2d.maxPool2d(p, x, 2))[0]), "quad " + at);
            assertTrue(Float.isNaN(trial.forward(p -> MaxPool2d.maxPool2d(p, x, 2, 1, 0))[0]), "window " + at);
        }
    }

    @Test
    void paddingNeverWins() {
        Tensor x = trial.tensor(new float[] {-3, -2, -5, -4}, 1, 1, 2, 2);
        float[] y = trial.forward(p -> MaxPool2d.maxPool2d(p, x, 2, 2, 1));
        assertArrayEquals(new float[] {-3, -2, -5, -4}, y);
    }

    @Test
    void theGlobalMeanIsThatOfEachPlane() {
        float[] values = new float[12];
        for (int i = 0; i < 12; i++) {
            values[i] = i;
        }
        Tensor x = trial.tensor(values, 1, 3, 2, 2);
        assertArrayEquals(new float[] {1.5f, 5.5f, 9.5f}, trial.forward(p -> GlobalAvgPool.globalAvgPool(p, x)));
        float[][] dx = trial.gradients(new float[] {4, 8, 12}, p -> GlobalAvgPool.globalAvgPool(p, x), x);
        assertArrayEquals(new float[] {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3}, dx[0]);
    }

    @Test
    void oneInputOfTwoPoolsTakesBothGradients() {
        Tensor x = trial.normal("x", 1, 1, 4, 4);
        // The inner product of y and z has the gradient of y at the cotangent z, plus the other way round.
        float[] y = trial.forward(p -> MaxPool2d.maxPool2d(p, x, 2));
        float[] z = trial.forward(p -> AvgPool2d.avgPool2d(p, x, 2));
        float[] both = trial.gradients(
                        new float[] {1},
                        p -> MatMul.matmul(
                                p,
                                MaxPool2d.maxPool2d(p, x, 2).reshape(1, 4),
                                AvgPool2d.avgPool2d(p, x, 2).reshape(4, 1)),
                        x)[0];
        float[] forMax = trial.gradients(z, p -> MaxPool2d.maxPool2d(p, x, 2), x)[0];
        float[] forAverage = trial.gradients(y, p -> AvgPool2d.avgPool2d(p, x, 2), x)[0];
        for (int i = 0; i < both.length; i++) {
            assertEquals(forMax[i] + forAverage[i], both[i], 1e-6f);
        }
    }

    @Test
    void errorsNameTheShapeAndTheWindow() {
        Tensor flat = trial.normal("flat", 3, 4);
        Tensor small = trial.normal("small", 1, 1, 2, 5);
        String rank = message(() -> trial.forward(p -> MaxPool2d.maxPool2d(p, flat, 2)));
        assertTrue(rank.contains("[3, 4]"), rank);
        String size = message(() -> trial.forward(p -> AvgPool2d.avgPool2d(p, small, 3, 1, 0)));
        assertTrue(size.contains("[1, 1, 2, 5]") && size.contains("kernel 3"), size);
        String padding = message(() -> trial.forward(p -> MaxPool2d.maxPool2d(p, small, 2, 2, 2)));
        assertTrue(padding.contains("padding 2"), padding);
        String global = message(() -> trial.forward(p -> GlobalAvgPool.globalAvgPool(p, flat)));
        assertTrue(global.contains("[3, 4]"), global);
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
