package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("devices")
class PredictorTest {
    @TempDir
    Path folder;

    private final Parts parts = new DataRequest("strokes:300", "none", 0, 0.1, 3).load();
    private final Recipe recipe =
            Recipe.standard().withModel("mlp:32").withBatch(32).withEpochs(4);

    @Test
    void predictsAsTheTrainerMeasured() {
        try (Device device = DeviceUnderTest.open()) {
            RunResult r = new Trainer(device, recipe, parts)
                    .checkpoint(folder.resolve("c"), 1)
                    .run(Listener.SILENT);
            try (Predictor p = Predictor.load(device, folder.resolve("c"), Predictor.Weights.LAST)) {
                float[][] probabilities = p.predict(parts.test());
                assertEquals(r.testAccuracyLast(), accuracy(probabilities));
                float sum = 0;
                for (float v : probabilities[0]) {
                    sum += v;
                }
                assertEquals(1, sum, 1e-5);
            }
            try (Predictor p = Predictor.load(device, folder.resolve("c"), Predictor.Weights.BEST)) {
                assertEquals(r.testAccuracyBest(), accuracy(p.predict(parts.test())));
            }
        }
    }

    private double accuracy(float[][] probabilities) {
        int[] prediction = Arrays.stream(probabilities)
                .mapToInt(row -> {
                    int best = 0;
                    for (int k = 1; k < row.length; k++) {
                        best = row[k] > row[best] ? k : best;
                    }
                    return best;
                })
                .toArray();
        return Agreement.accuracy(prediction, parts.test().labels());
    }

    @Test
    void severalThreadsAndAnyBatchSizeGiveTheSameBits() throws Exception {
        try (Device device = DeviceUnderTest.open()) {
            new Trainer(device, recipe.withEpochs(1), parts)
                    .checkpoint(folder.resolve("c"), 1)
                    .run(Listener.SILENT);
            try (Predictor p = Predictor.load(device, folder.resolve("c"), Predictor.Weights.LAST)) {
                float[][] rows = new float[301][784];
                for (int i = 0; i < rows.length; i++) {
                    for (int j = 0; j < 784; j++) {
                        rows[i][j] = parts.test().pixels()[i * 784 + j] & 255;
                    }
                }
                float[][] whole = p.predict(rows);
                ExecutorService pool = Executors.newFixedThreadPool(6);
                List<Future<float[][]>> answers = new ArrayList<>();
                for (int t = 0; t < 60; t++) {
                    float[][] part = Arrays.copyOfRange(rows, t, t + 1 + 4 * t % 240);
                    answers.add(pool.submit(() -> p.predict(part)));
                }
                for (int t = 0; t < 60; t++) {
                    float[][] part = answers.get(t).get();
                    for (int i = 0; i < part.length; i++) {
                        // CuBLAS picks how to add by the number of rows.
                        float delta = DeviceUnderTest.isGpu() ? 1e-4f : Float.MIN_VALUE;
                        assertArrayEquals(whole[t + i], part[i], delta, "thread task " + t);
                    }
                }
                pool.shutdown();
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Device device = DeviceUnderTest.open()) {
            DataException missing = assertThrows(
                    DataException.class, () -> Predictor.load(device, folder.resolve("none"), Predictor.Weights.BEST));
            assertTrue(missing.getMessage().contains("none"), missing.getMessage());
            new Trainer(device, recipe.withEpochs(1), parts)
                    .checkpoint(folder.resolve("c"), 1)
                    .run(Listener.SILENT);
            try (Predictor p = Predictor.load(device, folder.resolve("c"), Predictor.Weights.BEST)) {
                IllegalArgumentException e =
                        assertThrows(IllegalArgumentException.class, () -> p.predict(new float[][] {{1, 2}}));
                assertTrue(e.getMessage().contains("example 0 has 2 values"), e.getMessage());
            }
        }
    }
}
