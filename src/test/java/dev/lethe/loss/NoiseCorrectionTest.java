package dev.lethe.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.loss.LossBatch.Form;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("devices")
class NoiseCorrectionTest {
    private final Device device = DeviceUnderTest.checked();
    private final Arena data = device.arena("matrices", 1 << 20);

    @AfterEach
    void close() {
        data.close();
        device.close();
    }

    /** Each class keeps 0.6 of its labels, the next but one gets 0.3, and the first class the rest. */
    private static double[][] noise(int k) {
        double[][] rows = new double[k][k];
        for (int i = 0; i < k; i++) {
            rows[i][i] += 0.6;
            rows[i][(i + 2) % k] += 0.3;
            rows[i][0] += 0.1;
        }
        return rows;
    }

    private static double[][] product(double[][] a, double[][] b) {
        int k = a.length;
        double[][] c = new double[k][k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                for (int l = 0; l < k; l++) {
                    c[i][j] += a[i][l] * b[l][j];
                }
            }
        }
        return c;
    }

    private void compare(Loss loss, LossBatch batch, int i, LossBatch.Result result, ToDoubleFunction<double[]> f) {
        double want = f.applyAsDouble(batch.outputs(i));
        assertEquals(want, result.losses()[i], 5e-6 * Math.max(1, Math.abs(want)), loss + " of example " + i);
        double[] g = LossReference.gradient(f, batch.outputs(i));
        for (int j = 0; j < batch.k; j++) {
            double got = (double) result.gradient()[i * batch.k + j] * batch.n;
            assertEquals(g[j], got, 5e-6 * Math.max(1, Math.abs(g[j])), loss + " at " + i + ", " + j);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void lossesAndGradients(Form form) {
        for (int k : new int[] {3, 10, 33}) {
            double[][] noise = noise(k);
            double[][] inverse = NoiseMatrix.inverse("backward", noise);
            LossBatch batch = new LossBatch(9, k, form, 3, "corrected" + k);
            Loss forward = ForwardCorrection.of(device, data, noise);
            Loss backward = BackwardCorrection.of(device, data, noise);
            LossBatch.Result after = batch.run(device, forward, null);
            LossBatch.Result before = batch.run(device, backward, null);
            for (int i = 0; i < batch.n; i++) {
                double[] t = batch.targets(i);
                compare(forward, batch, i, after, z -> AuthorsReference.forward(noise, z, t));
                compare(backward, batch, i, before, z -> AuthorsReference.backward(inverse, z, t));
            }
        }
    }

    @Test
    void theInverseIsOne() {
        for (int k : new int[] {2, 5, 40}) {
            double[][] noise = noise(k);
            double[][] one = product(noise, NoiseMatrix.inverse("backward", noise));
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < k; j++) {
                    assertEquals(i == j ? 1 : 0, one[i][j], 1e-12, i + ", " + j);
                }
            }
        }
        double[][] exchanged = {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}};
        assertArrayEquals(new double[] {0, 0, 1}, NoiseMatrix.inverse("backward", exchanged)[0], "needs other pivots");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void untilTheEstimateItIsCrossEntropy(Form form) {
        LossBatch batch = new LossBatch(12, 10, form, 3, "identity");
        LossBatch.Result plain = batch.run(device, new CrossEntropy(0), null);
        for (NoiseCorrection loss : new NoiseCorrection[] {
            ForwardCorrection.estimated(device, data, 10, 5), BackwardCorrection.estimated(device, data, 10, 5)
        }) {
            LossBatch.Result result = batch.run(device, loss, null);
            assertArrayEquals(plain.losses(), result.losses(), 2e-6f, loss.name());
            assertArrayEquals(plain.gradient(), result.gradient(), 1e-7f, loss.name());
            assertTrue(!loss.given() && loss.warmup() == 5);
            loss.estimate(noise(10));
            float[] later = batch.run(device, loss, null).losses();
            assertTrue(!Arrays.equals(result.losses(), later), loss.name() + " does not use the estimate");
            Loss known = loss.name().equals("forward")
                    ? ForwardCorrection.of(device, data, noise(10))
                    : BackwardCorrection.of(device, data, noise(10));
            assertArrayEquals(batch.run(device, known, null).losses(), later, loss.name());
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void extremeOutputsGiveFiniteResults(Form form) {
        LossBatch batch = new LossBatch(64, 5, form, 1, "extreme");
        float[] extremes = {1e4f, -1e4f, 0, 100, -100, 1e-30f, 9999};
        for (int i = 0; i < batch.z.length; i++) {
            batch.z[i] = extremes[(i * 11 + i / 5) % extremes.length];
        }
        for (double[][] rows : new double[][][] {noise(5), NoiseMatrix.identity(5)}) {
            for (Loss loss :
                    new Loss[] {ForwardCorrection.of(device, data, rows), BackwardCorrection.of(device, data, rows)}) {
                LossBatch.Result result = batch.run(device, loss, null);
                for (float v : result.losses()) {
                    assertTrue(Float.isFinite(v), loss.name() + ": a loss is " + v);
                }
                for (float v : result.gradient()) {
                    assertTrue(Float.isFinite(v), loss.name() + ": a gradient is " + v);
                }
            }
        }
    }

    @Test
    void theStateHoldsTheMatrix() {
        ForwardCorrection forward = ForwardCorrection.of(device, data, new double[][] {{0.75, 0.25}, {0, 1}});
        assertArrayEquals(
                new float[] {0.75f, 0, 0.25f, 1}, device.floats(forward.state().get("forward.matrix")));
        BackwardCorrection backward = BackwardCorrection.of(device, data, new double[][] {{0.75, 0.25}, {0, 1}});
        assertArrayEquals(
                new float[] {4 / 3f, -1 / 3f, 0, 1},
                device.floats(backward.state().get("backward.matrix")),
                1e-6f);
    }

    @Test
    void wrongMatricesAreNamed() {
        NoiseCorrection forward = ForwardCorrection.estimated(device, data, 3, 5);
        NoiseCorrection backward = BackwardCorrection.estimated(device, data, 3, 5);
        float[] untouched = device.floats(forward.state().get("forward.matrix"));
        for (NoiseCorrection loss : new NoiseCorrection[] {forward, backward}) {
            String name = "loss '" + loss.name() + "': ";
            refused(name + "a noise matrix of 2 rows for 3 classes", () -> loss.estimate(new double[2][3]));
            refused(
                    name + "row 1 of the noise matrix has 2 entries, 3 are expected",
                    () -> loss.estimate(new double[][] {{1, 0, 0}, {0, 1}, {0, 0, 1}}));
            refused(
                    name + "the noise matrix has NaN in row 2, column 0",
                    () -> loss.estimate(new double[][] {{1, 0, 0}, {0, 1, 0}, {Double.NaN, 0, 1}}));
            refused(
                    name + "the noise matrix has -0.5 in row 0, column 1",
                    () -> loss.estimate(new double[][] {{1, -0.5, 0.5}, {0, 1, 0}, {0, 0, 1}}));
            refused(
                    name + "row 1 of the noise matrix sums to 0.9",
                    () -> loss.estimate(new double[][] {{1, 0, 0}, {0.1, 0.8, 0}, {0, 0, 1}}));
        }
        refused(
                "column 2 of the noise matrix is 0, so that label 2 would never",
                () -> forward.estimate(new double[][] {{1, 0, 0}, {0, 1, 0}, {0.5, 0.5, 0}}));
        refused(
                "its condition number is infinite; at most 1000000.0",
                () -> backward.estimate(new double[][] {{1, 0, 0}, {0, 0.5, 0.5}, {0, 0.5, 0.5}}));
        refused(
                "its condition number is 2.0",
                () -> backward.estimate(new double[][] {{1, 0, 0}, {0, 0.5, 0.5}, {0, 0.5 + 5e-8, 0.5 - 5e-8}}));
        assertArrayEquals(untouched, device.floats(forward.state().get("forward.matrix")));
        refused("a noise matrix of F32[3, 3]", () -> new LossBatch(4, 5, Form.HARD, 1, "k").run(device, forward, null));
        refused("warmup -1", () -> ForwardCorrection.estimated(device, data, 3, -1));
        refused("not F32[3, 4]", () -> new BackwardCorrection(device, data.floats(3, 4), true, 0));
    }

    private static void refused(String part, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
