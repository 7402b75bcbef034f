package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.PrivateSteps;
import dev.lethe.data.Dataset;
import dev.lethe.loss.Tracked;
import dev.lethe.nn.Parameter;
import dev.lethe.privacy.PoissonPlan;
import dev.lethe.privacy.PoissonSampling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of private training against their definition. */
@Tag("devices")
class PrivateStepTest {
    private static final Kernel NOISE = Kernel.of("gaussian_noise", PrivateSteps::gaussianNoise);
    static final Dataset SET =
            new DataRequest("strokes:103", "none", 0, 0, 5).load().train();
    static final Recipe RECIPE = Recipe.standard()
            .withModel("mlp:8")
            .withLoss("ce")
            .withOptimizer("sgd:momentum=0", 1, "constant")
            .withBatch(16)
            .withEpochs(3)
            .withSeed(9);
    /** The first place that draws random numbers is that of the augmentation. */
    private static final int FIRST_SITE = 1;

    static TrainingState state(Device device, Recipe recipe, Dataset set, String terms) {
        PrivateTraining how = PrivateTraining.parse(terms);
        ExampleRule rule = new ExampleRule(how.clip(), how.run(set.size(), recipe));
        return new TrainingState(device, recipe, set, Normalisation.fixed(set), rule, Tracking.NONE);
    }

    /** Values of each parameter by name. */
    static Map<String, float[]> values(Device device, TrainingState state) {
        Map<String, float[]> all = new LinkedHashMap<>();
        state.parameters().list().forEach(p -> all.put(p.name(), device.floats(p.value())));
        return all;
    }

    /** The gradient of one example by itself. */
    private static Map<String, float[]> gradient(Device device, TrainingState state, int row) {
        state.stepArena().reset();
        Pass pass = Pass.training(device, state.stepArena(), state.clock().state(), state.parameters());
        Resident.Batch batch = state.train().range(pass, row, row + 1);
        pass.backward(state.method().losses(pass, batch, Tracked.in(state.stepArena(), 1)));
        Map<String, float[]> all = new LinkedHashMap<>();
        for (Parameter p : state.parameters().list()) {
            int index = state.parameters().indexOf(p.value());
            all.put(p.name(), device.floats(state.parameters().gradient(index)));
        }
        state.parameters().applied();
        return all;
    }

    private static double squared(Map<String, float[]> gradient, String prefix) {
        double sum = 0;
        for (Map.Entry<String, float[]> e : gradient.entrySet()) {
            for (float v : e.getKey().startsWith(prefix) ? e.getValue() : new float[0]) {
                sum += (double) v * v;
            }
        }
        return sum;
    }

    private static String layer(String parameter) {
        return parameter.substring(0, parameter.lastIndexOf('.'));
    }

    private static double factor(String how, double bound, Map<String, float[]> gradient, String parameter) {
        double norm = Math.sqrt(squared(gradient, how.equals(":layer") ? layer(parameter) : ""));
        return how.equals(":automatic") ? bound / (norm + 0.01) : Math.min(1, bound / norm);
    }

    private static float[] noise(Device device, TrainingState state, int site, int size) {
        Tensor y = state.data().floats(size);
        device.upload(new float[size], y);
        device.launch(NOISE)
                .in(state.clock().state())
                .out(y)
                .f32(1)
                .i32(site)
                .i32(size)
                .each(size);
        return device.floats(y);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":layer", ":automatic"})
    void aStepIsTheClippedSumWithNoise(String how) {
        double bound = 0.5;
        double multiplier = 0.7;
        try (Device device = DeviceUnderTest.open();
                TrainingState state =
                        state(device, RECIPE, SET, "noise=" + multiplier + ",delta=1e-5,clip=" + bound + how)) {
            state.shuffle();
            for (int step = 0; step < 2; step++) {
                Map<String, float[]> before = values(device, state);
                Map<String, double[]> sum = new LinkedHashMap<>();
                before.forEach((name, v) -> sum.put(name, new double[v.length]));
                int[] batch = new PoissonSampling(SET.size(), 16.0 / SET.size(), 9).batch(step);
                int clipped = 0;
                for (int row : batch) {
                    Map<String, float[]> gradient = gradient(device, state, row);
                    for (String name : sum.keySet()) {
                        double factor = factor(how, bound, gradient, name);
                        clipped += factor < 1 ? 1 : 0;
                        for (int i = 0; i < sum.get(name).length; i++) {
                            sum.get(name)[i] += factor * gradient.get(name)[i];
                        }
                    }
                }
                assertTrue(clipped > 0, "nothing was clipped");
                double largest = how.equals(":layer") ? bound * Math.sqrt(2) : bound;
                int site = FIRST_SITE;
                Map<String, double[]> expected = new LinkedHashMap<>();
                for (String name : sum.keySet()) {
                    float[] z = noise(device, state, site++, sum.get(name).length);
                    double[] after = new double[z.length];
                    for (int i = 0; i < z.length; i++) {
                        after[i] = before.get(name)[i] - (sum.get(name)[i] + multiplier * largest * z[i]) / 16;
                    }
                    expected.put(name, after);
                }
                state.step(state.batchAt(0));
                values(device, state).forEach((name, got) -> {
                    for (int i = 0; i < got.length; i++) {
                        assertEquals(expected.get(name)[i], got[i], 2e-6, name + " element " + i);
                    }
                });
            }
        }
    }

    @Test
    void theNoiseOfTheWeightsIsNormalAndNewAtEachStep() {
        int steps = 18;
        double deviation = 1e6 * 1e-6 / 16;
        try (Device device = DeviceUnderTest.open();
                TrainingState state = state(device, RECIPE, SET, "noise=1e6,delta=1e-5,clip=1e-6")) {
            state.shuffle();
            double[] power = new double[5];
            double together = 0;
            long count = 0;
            long pairs = 0;
            Map<String, float[]> before = values(device, state);
            Map<String, double[]> last = null;
            for (int step = 0; step < steps; step++) {
                state.step(state.batchAt(0));
                if (step % 6 == 5 && step < steps - 1) {
                    state.clock().nextEpoch();
                    state.shuffle();
                }
                Map<String, float[]> after = values(device, state);
                Map<String, double[]> drawn = new LinkedHashMap<>();
                for (String name : after.keySet()) {
                    double[] z = new double[after.get(name).length];
                    for (int i = 0; i < z.length; i++) {
                        z[i] = (before.get(name)[i] - after.get(name)[i]) / deviation;
                        double p = 1;
                        for (int k = 1; k < power.length; k++) {
                            p *= z[i];
                            power[k] += p;
                        }
                        count++;
                        if (last != null) {
                            together += z[i] * last.get(name)[i];
                            pairs++;
                        }
                    }
                    drawn.put(name, z);
                }
                last = drawn;
                before = after;
            }
            assertTrue(count > 100_000, count + " draws");
            double root = Math.sqrt(count);
            assertEquals(0, power[1] / count, 5 / root, "mean");
            assertEquals(1, power[2] / count, 5 * Math.sqrt(2) / root, "variance");
            assertEquals(0, power[3] / count, 5 * Math.sqrt(15) / root, "third moment");
            assertEquals(3, power[4] / count, 5 * Math.sqrt(96) / root, "fourth moment");
            assertEquals(0, together / pairs, 5 / Math.sqrt(pairs), "two steps");
        }
    }

    @Test
    void gapsAndFrozenParametersTakeNoNoise() {
        try (Device device = DeviceUnderTest.open();
                TrainingState state = state(device, RECIPE, SET, "noise=5,delta=1e-5,clip=1")) {
            Parameter first = state.parameters().list().get(0);
            state.parameters().freeze(first.name());
            Map<String, float[]> before = values(device, state);
            state.shuffle();
            state.step(state.batchAt(0));
            state.step(state.batchAt(0));
            Map<String, float[]> after = values(device, state);
            assertTrue(Arrays.equals(before.get(first.name()), after.get(first.name())), first.name());
            float[] flat = device.floats(state.parameters().values());
            long own = 0;
            for (Parameter p : state.parameters().list()) {
                int from =
                        (int) (p.value().offset() - state.parameters().values().offset());
                Arrays.fill(flat, from, from + p.value().count(), 0);
                own += p.value().count();
            }
            assertTrue(own < flat.length, "this layout has no gaps");
            for (int i = 0; i < flat.length; i++) {
                assertEquals(0f, flat[i], "gap at " + i);
            }
            String last = state.parameters().list().get(3).name();
            assertNotEquals(before.get(last)[0], after.get(last)[0]);
        }
    }

    @Test
    void anEmptyBatchTakesAStep() {
        try (Device device = DeviceUnderTest.open();
                TrainingState state = state(device, RECIPE.withBatch(1), SET, "noise=2,delta=1e-5,clip=1")) {
            PoissonPlan plan = state.rule().privately().plan();
            state.shuffle();
            int step = 0;
            while (plan.size(step) > 0) {
                state.step(state.batchAt(0));
                step++;
            }
            Map<String, float[]> before = values(device, state);
            double loss = state.ledger().lossSum();
            int site = FIRST_SITE;
            Map<String, float[]> drawn = new LinkedHashMap<>();
            for (String name : before.keySet()) {
                drawn.put(name, noise(device, state, site++, before.get(name).length));
            }
            state.step(state.batchAt(0));
            assertEquals(loss, state.ledger().lossSum());
            assertEquals(step + 1, state.clock().save()[ClockState.STEP]);
            for (String name : List.copyOf(before.keySet())) {
                float[] after = values(device, state).get(name);
                for (int i = 0; i < after.length; i++) {
                    assertEquals(before.get(name)[i] - 2 * drawn.get(name)[i], after[i], 2e-6, name);
                }
            }
        }
    }
}
