package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.data.Dataset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tracked values against softmax regression in double: the gradient of an example is (p - y) times its input, so norms are
 * products of two norms, and inner products of gradients products of two inner products.
 */
@Tag("devices")
class TrackedValuesTest {
    private static final Tracking TRACKING = Tracking.parse("loss,probability,margin,el2n,norm,cosine,grand");
    private static final int BATCH = 16;

    /** Softmax regression on some examples. */
    private static final class Regression {
        final double[][] inputs;
        final double[][] residuals;
        final double[] weights;
        final Map<String, double[]> found = new HashMap<>();

        /** @param inputs each with a last entry of 1, for the bias */
        Regression(double[][] inputs, int[] given, double[] weights, double[][] rows) {
            this.inputs = inputs;
            this.weights = weights;
            int n = inputs.length;
            residuals = new double[n][];
            for (String name : new String[] {"loss", "probability", "margin", "el2n", "norm"}) {
                found.put(name, new double[n]);
            }
            for (int i = 0; i < n; i++) {
                double[] z = Arrays.stream(rows).mapToDouble(dots(inputs[i])).toArray();
                double total = Arrays.stream(z).map(StrictMath::exp).sum();
                double[] r =
                        Arrays.stream(z).map(v -> StrictMath.exp(v) / total).toArray();
                int y = given[i];
                found.get("probability")[i] = r[y];
                found.get("loss")[i] = -StrictMath.log(r[y]);
                double own = z[y];
                z[y] = Double.NEGATIVE_INFINITY;
                found.get("margin")[i] = own - Arrays.stream(z).max().getAsDouble();
                r[y] -= 1;
                residuals[i] = r;
                found.get("el2n")[i] = Math.sqrt(dot(r, r));
                found.get("norm")[i] = weights[i] * Math.sqrt(dot(r, r) * dot(inputs[i], inputs[i]));
            }
        }

        /** Cosine of the gradient of each example with the sum of all. */
        double[] cosines() {
            int n = inputs.length;
            double[] dots = new double[n];
            double square = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    dots[i] += weights[i] * weights[j] * dot(residuals[i], residuals[j]) * dot(inputs[i], inputs[j]);
                }
                square += dots[i];
            }
            for (int i = 0; i < n; i++) {
                dots[i] /= found.get("norm")[i] * Math.sqrt(square);
            }
            return dots;
        }
    }

    private static ToDoubleFunction<double[]> dots(double[] x) {
        return row -> dot(row, x);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Weights and bias of each class, the bias last. */
    private static double[][] rows(Device device, TrainingState state) {
        float[] weight = null;
        float[] bias = null;
        for (Tensor t : state.parameters().named().values()) {
            if (t.rank() == 2) {
                weight = device.floats(t);
            } else {
                bias = device.floats(t);
            }
        }
        int width = weight.length / bias.length;
        double[][] rows = new double[bias.length][width + 1];
        for (int k = 0; k < rows.length; k++) {
            for (int j = 0; j < width; j++) {
                rows[k][j] = weight[k * width + j];
            }
            rows[k][width] = bias[k];
        }
        return rows;
    }

    private static double[] input(Dataset set, Normalisation by, int row) {
        int width = Math.toIntExact(set.exampleShape().size());
        double[] x = new double[width + 1];
        for (int j = 0; j < width; j++) {
            x[j] = by.scale()[0] * (double) (set.pixels()[row * width + j] & 255) + by.shift()[0];
        }
        x[width] = 1;
        return x;
    }

    private static Regression regression(
            Device device, TrainingState state, Dataset set, int[] index, boolean balanced) {
        Normalisation by = Normalisation.of(set);
        double[][] inputs =
                Arrays.stream(index).mapToObj(i -> input(set, by, i)).toArray(double[][]::new);
        int[] given = Arrays.stream(index).map(i -> set.labels()[i]).toArray();
        int[] counts = set.counts();
        double[] weights = Arrays.stream(given)
                .mapToDouble(y -> balanced ? (double) set.size() / counts.length / counts[y] : 1)
                .toArray();
        return new Regression(inputs, given, weights, rows(device, state));
    }

    private static Recipe recipe(String classWeights) {
        return Recipe.standard()
                .withModel("linear")
                .withBatch(BATCH)
                .withEpochs(1)
                .withOptimizer("sgd", 0.02, "constant")
                .withClassWeights(classWeights);
    }

    private static Dataset strokes(int examples) {
        return new DataRequest("strokes:" + examples, "symmetric:0.3", 0, 0, 5)
                .load()
                .train();
    }

    /** Full batches, a smaller one at the end, and one more than full. */
    @ParameterizedTest
    @CsvSource({"48,none", "50,none", "49,none", "50,balanced"})
    void trackedValuesAreThoseOfSoftmaxRegression(int examples, String classWeights) {
        Dataset set = strokes(examples);
        boolean balanced = classWeights.equals("balanced");
        try (Device device = DeviceUnderTest.checked();
                TrainingState state = new TrainingState(
                        device, recipe(classWeights), set, Normalisation.of(set), ExampleRule.NONE, TRACKING);
                Evaluator evaluator = new Evaluator(device, state.model())) {
            state.requireTrackable();
            state.shuffle();
            state.tracks(true);
            int[] order = device.ints(state.train().order());
            Map<String, double[]> expected = new HashMap<>();
            TRACKING.quantities().forEach(q -> expected.put(q.label(), new double[examples]));
            int last = 0;
            for (int cursor = 0; cursor < examples; cursor += last) {
                last = state.batchAt(cursor);
                int[] index = Arrays.copyOfRange(order, cursor, cursor + last);
                Regression seen = regression(device, state, set, index, balanced);
                seen.found.put("cosine", seen.cosines());
                seen.found.forEach((name, values) -> scatter(values, index, expected.get(name)));
                state.step(last);
            }
            assertEquals(examples == 48 ? 16 : examples == 50 ? 2 : 17, last);
            int[] all = device.ints(state.train().order());
            scatter(regression(device, state, set, all, false).found.get("norm"), all, expected.get("grand"));
            evaluator.norms(
                    state.train(),
                    state.method().judge(),
                    state.parameters(),
                    state.clock().state(),
                    state.tracked());
            Map<String, float[]> columns = state.tracked().columns();
            assertEquals(expected.keySet(), columns.keySet());
            expected.forEach((name, values) -> {
                for (int i = 0; i < examples; i++) {
                    double off = Math.abs(columns.get(name)[i] - values[i]);
                    assertTrue(
                            off <= 2e-5 * Math.max(0.5, Math.abs(values[i])),
                            name + " of example " + i + " is " + columns.get(name)[i] + ", not " + values[i]);
                }
            });
        }
    }

    private static void scatter(double[] values, int[] index, double[] into) {
        for (int i = 0; i < index.length; i++) {
            into[index[i]] = values[i];
        }
    }

    @Test
    void capturedStepsTrackTheBitsOfEagerSteps() {
        Map<String, float[]> eager = steps(false);
        Map<String, float[]> captured = steps(true);
        eager.forEach((name, values) -> assertArrayEquals(values, captured.get(name), name));
        assertEquals(6, eager.size());
    }

    private static Map<String, float[]> steps(boolean captured) {
        Dataset set = strokes(96);
        Tracking tracking = Tracking.parse("loss,probability,margin,el2n,norm,cosine");
        Recipe recipe = recipe("none").withModel("mlp:12").withLoss("elr");
        try (Device device = DeviceUnderTest.checked();
                TrainingState state =
                        new TrainingState(device, recipe, set, Normalisation.of(set), ExampleRule.NONE, tracking)) {
            state.shuffle();
            state.tracks(true);
            if (captured) {
                try (Step step = device.capture(() -> state.step(BATCH))) {
                    for (int s = 1; s < 6; s++) {
                        step.replay();
                    }
                }
            } else {
                for (int s = 0; s < 6; s++) {
                    state.step(BATCH);
                }
            }
            Map<String, float[]> columns = state.tracked().columns();
            columns.forEach((name, values) -> {
                for (float value : values) {
                    assertTrue(Float.isFinite(value), name + " is " + value);
                }
            });
            return columns;
        }
    }
}
