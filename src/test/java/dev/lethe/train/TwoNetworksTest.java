package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Tracked;
import dev.lethe.nn.Ensemble;
import dev.lethe.nn.Mlp;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameters;
import dev.lethe.op.Softmax;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who learns from whom where two networks train together. */
@Tag("devices")
class TwoNetworksTest {
    private final Device device = DeviceUnderTest.checked();

    @AfterEach
    void close() {
        device.close();
    }

    /** What one of the networks says of all training examples, with these weights in place of its own. */
    private float[][] probabilities(TrainingState state, int member, float[] weights) {
        Tensor values = state.parameters().values();
        float[] own = device.floats(values);
        device.upload(weights, values);
        Module network = ((Ensemble) state.model()).members().get(member);
        try (Evaluator evaluator = new Evaluator(device, network)) {
            return evaluator.probabilities(state.train());
        } finally {
            device.upload(own, values);
        }
    }

    @Test
    void targetsComeFromTheAverageOfTheOtherNetwork() {
        Parts parts = new DataRequest("strokes:90", "symmetric:0.3", 0, 0, 5).load();
        Recipe recipe = Recipe.standard()
                .withModel("mlp:16")
                .withBatch(30)
                .withLoss("elr+:beta=0.6")
                .withOptimizer("sgd:momentum=0", 0.5, "constant");
        try (TrainingState state = new TrainingState(device, recipe, parts.train(), Normalisation.of(parts.train()))) {
            state.shuffle();
            float[] average = device.floats(state.parameters().values());
            for (int s = 0; s < 3; s++) {
                float[][] first = probabilities(state, 0, average);
                float[][] second = probabilities(state, 1, average);
                int[] order = device.ints(state.train().order());
                state.step(30);
                Map<String, Tensor> memory = state.method().state();
                assertRows(second, order, 30 * s, device.floats(memory.get("elr.table.0")));
                assertRows(first, order, 30 * s, device.floats(memory.get("elr.table.1")));
                float[] weights = device.floats(state.parameters().values());
                for (int i = 0; i < average.length; i++) {
                    average[i] = average[i] * s / (s + 1) + weights[i] / (s + 1);
                }
            }
        }
    }

    /** The rows of the batch are the first share, 0.4, of what was said. */
    private static void assertRows(float[][] said, int[] order, int from, float[] table) {
        for (int i = from; i < from + 30; i++) {
            int row = order[i];
            int k = said[row].length;
            for (int j = 0; j < k; j++) {
                assertEquals(0.4 * said[row][j], table[row * k + j], 1e-5, "example " + row + ", class " + j);
            }
        }
    }

    @Test
    void eachNetworkLearnsFromWhatTheOtherFindsEasy() {
        Ensemble networks = new Ensemble(List.of(new Mlp(2, 2), new Mlp(2, 2)));
        try (Arena data = device.arena("data", 1 << 20);
                Arena step = device.arena("step", 1 << 20);
                Parameters parameters = Parameters.of(device, networks, 1)) {
            Map<String, Tensor> named = parameters.named();
            named.values().forEach(t -> device.upload(new float[t.count()], t));
            Tensor[] weights = {named.get("0.0.weight"), named.get("1.0.weight")};
            // Example 0 is (1, 0), example 1 is (0, 1), both of class 0: the first network finds example 0 easy.
            float[] easyFirst = {3, -3, 0, 0};
            float[] easySecond = {-3, 3, 0, 0};
            device.upload(easyFirst, weights[0]);
            device.upload(easySecond, weights[1]);
            Tensor clock = data.ints(ClockState.LENGTH);
            device.upload(new int[ClockState.LENGTH], clock);
            Tensor x = data.floats(2, 2);
            device.upload(new float[] {1, 0, 0, 1}, x);
            float[] p = device.floats(Softmax.softmax(
                    Pass.evaluation(device, step),
                    networks.members().get(0).forward(Pass.evaluation(device, step), x)));
            assertTrue(p[0] > 0.9 && p[2] < 0.1, "the first finds example 0 easy: " + Arrays.toString(p));
            Tensor labels = ints(data, 0, 0);
            Resident.Batch batch = new Resident.Batch(x, labels, ints(data, 0, 1), ints(data, 0, 1));
            Pass pass = Pass.training(device, step, clock, parameters);
            CoTeaching method = new CoTeaching(networks, new CrossEntropy(0), 0.5, 0);
            pass.backward(method.losses(pass, batch, Tracked.in(step, 2)));
            float[] first = gradient(parameters, weights[0]);
            float[] second = gradient(parameters, weights[1]);
            assertEquals(0, first[0], "the first network does not learn from example 0");
            assertTrue(first[1] < -0.5, "but from example 1: " + Arrays.toString(first));
            assertEquals(0, second[1], "the second network does not learn from example 1");
            assertTrue(second[0] < -0.5, "but from example 0: " + Arrays.toString(second));
        }
    }

    private Tensor ints(Arena data, int... values) {
        Tensor t = data.ints(values.length);
        device.upload(values, t);
        return t;
    }

    private float[] gradient(Parameters parameters, Tensor weight) {
        int from = Math.toIntExact(weight.offset() - parameters.values().offset());
        return Arrays.copyOfRange(device.floats(parameters.gradients()), from, from + weight.count());
    }
}
