package dev.lethe.influence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.data.Dataset;
import dev.lethe.nn.ModelSpec;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameters;
import dev.lethe.train.Normalisation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A device, two data sets, a network's name and some weights of it. */
record Rig(Device device, String model, Dataset train, Dataset test, List<Weights> weights) implements AutoCloseable {
    /** Small random images or rows, and weights drawn at two times with different rates. */
    static Rig of(String model, boolean images, int trained, int tested) {
        Device device = DeviceUnderTest.filled();
        Dataset train = images ? images("train", trained) : rows("train", trained);
        Dataset test = images ? images("test", tested) : rows("test", tested);
        List<Weights> weights =
                List.of(drawn(device, model, train, 5, 1, 0.1), drawn(device, model, train, 6, 2, 0.04));
        return new Rig(device, model, train, test, weights);
    }

    private static Dataset images(String site, int n) {
        RandomStream random = new RandomStream(3, site);
        byte[] pixels = new byte[n * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.below(256);
        }
        return Dataset.images(pixels, 1, 8, 8, labels(random, n), 3, null, site);
    }

    private static Dataset rows(String site, int n) {
        RandomStream random = new RandomStream(3, site);
        float[] values = new float[n * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.normal();
        }
        return Dataset.table(values, 6, labels(random, n), 3, null, site);
    }

    private static int[] labels(RandomStream random, int n) {
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i < 3 ? i : random.below(3);
        }
        return labels;
    }

    private static Weights drawn(Device device, String model, Dataset set, long seed, int epoch, double rate) {
        Module module = ModelSpec.parse(model, set.exampleShape(), set.classes());
        Map<String, float[]> values = new LinkedHashMap<>();
        try (Parameters parameters = Parameters.of(device, module, seed)) {
            for (Map.Entry<String, Tensor> e : parameters.named().entrySet()) {
                values.put(e.getKey(), device.floats(e.getValue()));
            }
        }
        return new Weights(epoch, rate, values);
    }

    Module module() {
        return ModelSpec.parse(model, train.exampleShape(), train.classes());
    }

    InfluenceResult run(Method method, int projection, int top) {
        return Influence.of(device, module(), train, test, weights, new Settings(method, projection, 7, 1e-3, top));
    }

    /** All scores of a method, (tests, trained): with everything kept, both ends hold all. */
    double[][] scores(Method method, int projection) {
        InfluenceResult result = run(method, projection, train.size());
        Extremes all = result.extremes();
        double[][] scores = new double[test.size()][train.size()];
        for (int t = 0; t < test.size(); t++) {
            for (int r = 0; r < train.size(); r++) {
                scores[t][all.helpful(t)[r]] = all.helpfulScores(t)[r];
            }
        }
        for (int i = 0; i < train.size(); i++) {
            double sum = 0;
            for (double[] ofTest : scores) {
                sum += Math.max(0, -ofTest[i]);
            }
            assertEquals(sum / test.size(), result.harm()[i], 1e-12, "harm by training example " + i);
        }
        return scores;
    }

    double[][] gradients(Dataset set, Weights at, String prefix) {
        return Oracle.gradients(device, module(), at, set, Normalisation.of(train), prefix);
    }

    @Override
    public void close() {
        device.close();
    }
}
