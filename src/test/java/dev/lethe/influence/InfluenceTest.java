package dev.lethe.influence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Tensor;
import dev.lethe.autograd.Projection;
import dev.lethe.train.Normalisation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores against those from gradients of single examples, one at a time. */
@Tag("devices")
class InfluenceTest {
    private static final int LARGER_THAN_A_BATCH = FixedNetwork.BATCH + 17;

    @ParameterizedTest
    @CsvSource({"mlp:16, false, 270", "convnet, true, 21"})
    void tracInIsTheWeightedSumOfInnerProducts(String model, boolean images, int trained) {
        try (Rig rig = Rig.of(model, images, trained, 4)) {
            double[][] want = tracIn(rig, "");
            same(want, rig.scores(Method.TRACIN, 0));
        }
    }

    @Test
    void tracInOfMoreTestExamplesThanFitAtOnce() {
        try (Rig rig = Rig.of("linear", false, 12, 140)) {
            same(tracIn(rig, ""), rig.scores(Method.TRACIN, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"mlp:16, false, 2.", "convnet, true, classifier.2."})
    void lastLayerIsTracInOfItsWeightsAlone(String model, boolean images, String prefix) {
        try (Rig rig = Rig.of(model, images, LARGER_THAN_A_BATCH, 3)) {
            same(tracIn(rig, prefix), rig.scores(Method.LAST_LAYER, 0));
        }
    }

    @Test
    void dotsAndCosinesAreAtTheLastWeights() {
        try (Rig rig = Rig.of("mlp:16", false, 25, 4)) {
            Weights last = rig.weights().get(1);
            double[][] a = rig.gradients(rig.test(), last, "");
            double[][] b = rig.gradients(rig.train(), last, "");
            double[][] dots = new double[4][25];
            double[][] cosines = new double[4][25];
            for (int t = 0; t < 4; t++) {
                for (int i = 0; i < 25; i++) {
                    dots[t][i] = Oracle.dot(a[t], b[i]);
                    cosines[t][i] = dots[t][i] / Math.sqrt(Oracle.dot(a[t], a[t]) * Oracle.dot(b[i], b[i]));
                }
            }
            same(dots, rig.scores(Method.GRAD_DOT, 0));
            same(cosines, rig.scores(Method.GRAD_COS, 0));
        }
    }

    @Test
    void projectedTracInIsCloseToTheExact() {
        try (Rig rig = Rig.of("mlp:16", false, 40, 10)) {
            double[] exact = flat(rig.scores(Method.TRACIN, 0));
            assertTrue(Oracle.correlation(exact, flat(rig.scores(Method.TRACIN, 4096))) > 0.98);
            assertTrue(Oracle.correlation(exact, flat(rig.scores(Method.TRACIN, 256))) > 0.8);
        }
    }

    @Test
    void gradientsOfTheLogOddsAreThoseOfTheLossOverTheDoubt() {
        try (Rig rig = Rig.of("convnet", true, LARGER_THAN_A_BATCH, 3);
                FixedNetwork network = new FixedNetwork(rig.device(), rig.module());
                Arena data = rig.device().arena("data", 1 << 26)) {
            network.load(rig.weights().get(0));
            Examples examples = new Examples(rig.device(), data, rig.train(), Normalisation.of(rig.train()));
            Tensor into = data.floats(examples.size(), 64);
            network.project(examples, Output.LOSS, new Projection(64, 1), into);
            float[] losses = rig.device().floats(into);
            network.project(examples, Output.LOG_ODDS, new Projection(64, 1), into);
            float[] odds = rig.device().floats(into);
            double[] doubts = network.doubts(examples);
            for (int i = 0; i < examples.size(); i++) {
                double size = 0;
                for (int j = 0; j < 64; j++) {
                    size = Math.max(size, Math.abs(odds[i * 64 + j]));
                }
                for (int j = 0; j < 64; j++) {
                    assertEquals(-losses[i * 64 + j] / doubts[i], odds[i * 64 + j], 2e-5 * size, "example " + i);
                }
            }
        }
    }

    @Test
    void selfInfluenceAndAlignment() {
        try (Rig rig = Rig.of("mlp:16", false, LARGER_THAN_A_BATCH, 5)) {
            InfluenceResult got = rig.run(Method.SELF, 0, 1);
            double[] self = new double[LARGER_THAN_A_BATCH];
            double[] alignment = new double[LARGER_THAN_A_BATCH];
            for (Weights w : rig.weights()) {
                double[][] a = rig.gradients(rig.test(), w, "");
                double[][] b = rig.gradients(rig.train(), w, "");
                double[] mean = new double[a[0].length];
                for (double[] g : a) {
                    for (int j = 0; j < mean.length; j++) {
                        mean[j] += g[j] / a.length;
                    }
                }
                for (int i = 0; i < self.length; i++) {
                    double square = Oracle.dot(b[i], b[i]);
                    self[i] += w.rate() * square;
                    alignment[i] += Oracle.dot(b[i], mean) / Math.sqrt(square * Oracle.dot(mean, mean)) / 2;
                }
            }
            for (int i = 0; i < self.length; i++) {
                assertEquals(self[i], got.selfInfluence()[i], 2e-5 * self[i]);
            }
            assertArrayEquals(alignment, got.alignment(), 2e-5);
            assertEquals(null, got.extremes());
        }
    }

    @Test
    void onlyTheEndsAreKept() {
        try (Rig rig = Rig.of("mlp:16", false, LARGER_THAN_A_BATCH, 3)) {
            double[][] scores = rig.scores(Method.TRACIN, 256);
            Extremes got = rig.run(Method.TRACIN, 256, 4).extremes();
            for (int t = 0; t < 3; t++) {
                double[] sorted = scores[t].clone();
                Arrays.sort(sorted);
                for (int r = 0; r < 4; r++) {
                    assertEquals(sorted[sorted.length - 1 - r], got.helpfulScores(t)[r]);
                    assertEquals(scores[t][got.helpful(t)[r]], got.helpfulScores(t)[r]);
                    assertEquals(sorted[r], got.harmfulScores(t)[r]);
                    assertEquals(scores[t][got.harmful(t)[r]], got.harmfulScores(t)[r]);
                }
                assertEquals(4, got.helpful(t).length);
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Rig rig = Rig.of("mlp:16", false, 9, 3)) {
            Settings settings = new Settings(Method.TRACIN, 0, 1, 1e-3, 3);
            assertMessage(
                    "no weights",
                    () -> Influence.of(rig.device(), rig.module(), rig.train(), rig.test(), List.of(), settings));
            assertMessage("the top 10 of 9", () -> rig.run(Method.TRACIN, 0, 10));
            Rig other = new Rig(rig.device(), "mlp:8", rig.train(), rig.test(), rig.weights());
            assertMessage("has 96 values, the network has", () -> other.run(Method.TRACIN, 0, 3));
            Rig averaged = new Rig(rig.device(), "2*linear", rig.train(), rig.test(), List.of());
            assertMessage("the network ends with", () -> lastLayerOf(averaged));
            assertMessage("projection to 1000", () -> new Settings(Method.TRACIN, 1000, 1, 1e-3, 3));
            assertMessage("trak needs", () -> new Settings(Method.TRAK, 0, 1, 1e-3, 3));
            assertMessage("last-layer projects nothing", () -> new Settings(Method.LAST_LAYER, 16, 1, 1e-3, 3));
            assertMessage("ridge of NaN", () -> new Settings(Method.TRAK, 16, 1, Double.NaN, 3));
            assertMessage("the top 0", () -> new Settings(Method.SELF, 0, 1, 1, 0));
            assertMessage("allowed: tracin", () -> Method.parse("magic"));
        }
    }

    private static void lastLayerOf(Rig rig) {
        try (FixedNetwork network = new FixedNetwork(rig.device(), rig.module());
                Arena data = rig.device().arena("data", 1 << 20)) {
            Examples examples = new Examples(rig.device(), data, rig.train(), Normalisation.of(rig.train()));
            network.lastLayer(examples, data);
        }
    }

    private static void assertMessage(String part, Executable run) {
        String message = assertThrows(IllegalArgumentException.class, run).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static double[][] tracIn(Rig rig, String prefix) {
        double[][] want = new double[rig.test().size()][rig.train().size()];
        for (Weights w : rig.weights()) {
            double[][] a = rig.gradients(rig.test(), w, prefix);
            double[][] b = rig.gradients(rig.train(), w, prefix);
            for (int t = 0; t < a.length; t++) {
                for (int i = 0; i < b.length; i++) {
                    want[t][i] += w.rate() * Oracle.dot(a[t], b[i]);
                }
            }
        }
        return want;
    }

    private static void same(double[][] want, double[][] got) {
        for (int t = 0; t < want.length; t++) {
            double size = 0;
            for (double w : want[t]) {
                size = Math.max(size, Math.abs(w));
            }
            assertTrue(size > 0);
            assertArrayEquals(want[t], got[t], 2e-5 * size, "test example " + t);
        }
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }
}
