package dev.lethe.influence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.data.DataSpec;
import dev.lethe.data.Dataset;
import dev.lethe.measure.RankingMeasures;
import dev.lethe.nn.ModelSpec;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training sets with copies of the test examples in them, rightly and wrongly labelled. */
@Tag("devices")
class PlantedTest {
    private static final int TRAINED = 300;
    private static final int TESTED = 6;
    private static final String MODEL = "mlp:32";
    private static final Recipe RECIPE = Recipe.standard()
            .withModel(MODEL)
            .withOptimizer("sgd:momentum=0.9", 0.02, "constant")
            .withBatch(32)
            .withEpochs(6);

    private static Device device;
    private static Dataset test;
    private static Dataset train;
    private static List<Weights> weights;

    /** Examples 0 to 5 are the test examples, 6 to 11 again with a wrong label. */
    @BeforeAll
    static void trainOnce() {
        device = DeviceUnderTest.open();
        Dataset all = DataSpec.load("strokes:400", 2).train();
        test = all.first(TESTED);
        int[] rows = IntStream.concat(
                        IntStream.range(0, 2 * TESTED).map(i -> i % TESTED), IntStream.range(TESTED, TRAINED - TESTED))
                .toArray();
        Dataset copies = all.subset(rows);
        int[] given = copies.labels();
        for (int i = TESTED; i < 2 * TESTED; i++) {
            given[i] = (given[i] + 1) % copies.classes();
        }
        train = copies.withGivenLabels(given);
        Recorder recorder = new Recorder(Listener.SILENT, RECIPE.epochs(), 3);
        new Trainer(device, RECIPE, new Parts(train, null, null)).run(recorder);
        weights = recorder.kept();
    }

    @AfterAll
    static void close() {
        device.close();
    }

    private static InfluenceResult run(Method method, int projection, int top) {
        Settings settings = new Settings(method, projection, 3, 1e-2, top);
        return Influence.of(
                device, ModelSpec.parse(MODEL, train.exampleShape(), train.classes()), train, test, weights, settings);
    }

    /** Inner products favour examples with large gradients, so that others may come before a copy; cosines do not. */
    @ParameterizedTest
    @CsvSource({
        "grad-cos, 0, 1",
        "grad-cos, 1024, 1",
        "trak, 256, 1",
        "tracin, 0, 10",
        "tracin, 1024, 10",
        "grad-dot, 0, 10",
        "last-layer, 0, 30"
    })
    void copiesHelpMostAndWrongOnesHarmMost(String method, int projection, int within) {
        Extremes got = run(Method.parse(method), projection, within).extremes();
        for (int t = 0; t < TESTED; t++) {
            assertIn(t, got.helpful(t), method + " of " + t);
            assertIn(TESTED + t, got.harmful(t), method + " of " + t);
        }
    }

    private static void assertIn(int row, int[] rows, String message) {
        boolean found = Arrays.stream(rows).anyMatch(r -> r == row);
        assertTrue(found, message + ": " + row + " is not in " + Arrays.toString(rows));
    }

    @Test
    void selfInfluenceIsHighWhereLabelsAreWrong() {
        double[] self = run(Method.SELF, 0, 1).selfInfluence();
        boolean[] wrong = new boolean[TRAINED];
        Arrays.fill(wrong, TESTED, 2 * TESTED, true);
        assertTrue(RankingMeasures.areaUnderCurve(self, Arrays.copyOf(wrong, self.length)) > 0.9);
    }

    @Test
    void weightsAreThoseOfEpochsSpreadEvenly() {
        assertEquals(List.of(2, 4, 6), weights.stream().map(Weights::epoch).toList());
        for (Weights w : weights) {
            assertEquals(0.02, w.rate(), 1e-12);
        }
        assertThrows(IllegalArgumentException.class, () -> new Recorder(Listener.SILENT, 3, 4));
    }

    @Test
    void ratesOfASchedule() {
        Recipe falling = RECIPE.withOptimizer("sgd", 0.01, "cosine").withEpochs(4);
        Recorder recorder = new Recorder(Listener.SILENT, 4, 2);
        new Trainer(device, falling, new Parts(train, null, null)).run(recorder);
        double first = recorder.kept().get(0).rate();
        double second = recorder.kept().get(1).rate();
        assertTrue(0.01 > first && first > 0.0075, "first half: " + first);
        assertTrue(0.0025 > second && second > 0, "second half: " + second);
        assertEquals(0.01, first + second, 0.0005, "the halves of a cosine mirror each other");
    }
}
