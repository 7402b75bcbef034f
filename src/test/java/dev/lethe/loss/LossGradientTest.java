package dev.lethe.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.loss.LossBatch.Form;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses, their gradients and what is tracked, against the formulas in float64. */
@Tag("devices")
class LossGradientTest {
    private static Device device;

    @BeforeAll
    static void open() {
        device = DeviceUnderTest.checked();
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    static Stream<Arguments> cases() {
        return LossBatch.PLAIN.stream()
                .flatMap(loss -> Arrays.stream(Form.values()).map(form -> Arguments.of(loss, form)));
    }

    private static LossBatch batch(Form form, int k) {
        LossBatch batch = new LossBatch(17, k, form, 3, "batch" + k);
        batch.weights = new float[batch.n];
        for (int i = 0; i < batch.n; i++) {
            batch.weights[i] = i % 5 == 0 ? 0 : 0.5f + i % 3;
        }
        return batch;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossesAndGradients(Loss loss, Form form) {
        for (int k : new int[] {2, 10, 33}) {
            LossBatch batch = batch(form, k);
            LossBatch.Result result = batch.run(device, loss, null);
            for (int i = 0; i < batch.n; i++) {
                double[] t = batch.targets(i);
                double want = batch.weight(i) * LossReference.value(loss, batch.outputs(i), t, null);
                assertEquals(want, result.losses()[i], 3e-6 * Math.max(1, Math.abs(want)), loss + " of example " + i);
                double[] g = LossReference.gradient(z -> LossReference.value(loss, z, t, null), batch.outputs(i));
                // Where a loss is large, so are the terms that cancel in its gradient.
                double terms = Math.max(1, Math.abs(want) / 10);
                for (int j = 0; j < k; j++) {
                    double slope = batch.weight(i) * g[j];
                    double got = (double) result.gradient()[i * k + j] * batch.n;
                    assertEquals(slope, got, 2e-6 * Math.max(terms, Math.abs(slope)), loss + " at " + i + ", " + j);
                    assertTrue(batch.weight(i) != 0 || got == 0, "an example of weight 0 has a gradient");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tracked(Loss loss, Form form) {
        LossBatch batch = batch(form, 10);
        LossBatch.Result result = batch.run(device, loss, null);
        for (int i = 0; i < batch.n; i++) {
            double[] z = batch.outputs(i);
            double[] t = batch.targets(i);
            double[] p = LossReference.probabilities(loss, z);
            int y = form == Form.SOFT ? largest(t) : batch.hard[i];
            double rest = Double.NEGATIVE_INFINITY;
            double square = 0;
            double binary = 0;
            double inner = 0;
            for (int j = 0; j < batch.k; j++) {
                rest = j == y ? rest : Math.max(rest, z[j]);
                square += (p[j] - t[j]) * (p[j] - t[j]);
                binary += (t[j] * p[j] + (1 - t[j]) * (1 - p[j])) / batch.k;
                inner += p[j] * t[j];
            }
            double probability = loss instanceof SquaredError
                    ? Double.NaN
                    : loss instanceof BinaryCrossEntropy ? binary : form == Form.SOFT ? inner : p[y];
            double value = LossReference.value(loss, z, t, null);
            int at = i * Tracked.COLUMNS;
            float[] got = result.tracked();
            assertEquals(value, got[at + Tracked.LOSS], 3e-6 * Math.max(1, value), "loss");
            assertEquals(probability, got[at + Tracked.PROBABILITY], 1e-6, "probability");
            assertEquals(z[y] - rest, got[at + Tracked.MARGIN], 1e-5, "margin");
            assertEquals(Math.sqrt(square), got[at + Tracked.EL2N], 1e-5, "EL2N");
            assertEquals(largest(z), result.prediction()[i], "prediction");
        }
    }

    private static int largest(double[] x) {
        int best = 0;
        for (int j = 1; j < x.length; j++) {
            best = x[j] > x[best] ? j : best;
        }
        return best;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theMeanAndACotangentAgree(Loss loss, Form form) {
        LossBatch batch = batch(form, 10);
        float[] even = new float[batch.n];
        Arrays.fill(even, 1f / batch.n);
        float[] mean = batch.run(device, loss, null).gradient();
        float[] general = batch.run(device, loss, even).gradient();
        for (int i = 0; i < mean.length; i++) {
            assertEquals(mean[i], general[i], 1e-6f * Math.abs(mean[i]), loss + " at " + i);
        }
    }
}
