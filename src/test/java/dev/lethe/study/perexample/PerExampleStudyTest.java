package dev.lethe.study.perexample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.study.Claim;
import dev.lethe.study.Section;
import dev.lethe.study.Settings;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PerExampleStudyTest {
    private static final List<String> SCORES = List.of(
            "loss",
            "EL2N",
            "gradient norm",
            "cosine with batch",
            "forgetting",
            "self-influence",
            "TRAK, held-out",
            "alignment, held-out",
            "memorization");

    private static StudyResult run(String device, Map<String, String> given) {
        PerExampleStudy study = new PerExampleStudy();
        Map<String, String> all = new HashMap<>(Map.of("data", "strokes:300", "epochs", "9", "models", "6"));
        all.putAll(given);
        try (Device opened = Device.open(device)) {
            return study.run(
                    new StudyRun(opened, 1, Path.of("unused"), new Settings(study.settings(), all, true), line -> {}));
        }
    }

    @Test
    void scoresSeparateEpochByEpoch() {
        StudyResult result = run("cpu:1", Map.of());
        Section section = result.sections().get(0);
        Table table = section.tables().get(0);
        assertEquals("Area under the ROC curve, and precision at 30", table.title());
        assertEquals(
                List.of("score", "epoch 1", "epoch 2", "epoch 4", "epoch 8", "epoch 9"),
                table.columns().subList(0, 6));
        List<String> names = new ArrayList<>();
        Map<String, double[]> lines = section.charts().get(0).series();
        for (List<Object> row : table.rows()) {
            names.add((String) row.get(0));
            double[] areas = lines.get((String) row.get(0));
            assertEquals(7, areas.length);
            for (double area : areas) {
                assertTrue(area >= 0 && area <= 1, row.toString());
            }
            assertEquals(areas[0], row.get(1));
            assertEquals(areas[6], row.get(5));
        }
        assertEquals(SCORES, names);
        assertEquals(SCORES, List.copyOf(lines.keySet()));
        assertEquals(8, result.claims().size());
        for (String good : List.of("loss", "EL2N", "gradient norm", "self-influence", "TRAK, held-out")) {
            double[] areas = lines.get(good);
            assertTrue(areas[4] > 0.75, good + " after 6 epochs: " + areas[4]);
        }

        StudyResult again = run("cpu:2", Map.of());
        assertEquals(measured(result), measured(again));
    }

    private static List<Double> measured(StudyResult result) {
        return result.claims().stream().map(Claim::measured).toList();
    }

    @Test
    void areasAreOfTheScoresGiven() {
        Separation s = new Separation(new boolean[] {true, false, false, true}, new int[] {1, 2, 3, 4});
        s.add("a", 1, new double[] {4, 3, 2, 1});
        s.add("a", 2, new double[] {4, 1, 2, 3});
        s.add("a", 3, new double[] {1, 1, 1, 1});
        s.add("a", 4, new double[] {9, Double.NaN, 1, 2});
        assertArrayEquals(new double[] {0.5, 1, 0.5, 1}, s.chart().series().get("a"));
        assertEquals(
                List.of("a", 0.5, 1.0, 1.0, 1.0, 2, 1.0, 1.0), s.table().rows().get(0));
        assertEquals(1, s.best("a"));
        assertEquals(1, s.last("a"));
        assertEquals(2, s.planted());
    }

    @Test
    void epochsAreDenseAtTheStart() {
        assertArrayEquals(new int[] {1}, PerExampleStudy.epochs(1));
        assertArrayEquals(new int[] {1, 2}, PerExampleStudy.epochs(2));
        assertArrayEquals(new int[] {1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 40}, PerExampleStudy.epochs(40));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> run("cpu", Map.of("noise", "none")));
        assertEquals(
                "--noise 'none' makes 0 of 300 labels wrong; some right and some wrong ones are needed",
                e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> run("cpu", Map.of("held-out", "1000000")));
        assertTrue(e.getMessage().startsWith("--held-out 1000000, but strokes:300 has "), e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> run("cpu", Map.of("projection", "10")));
        assertTrue(e.getMessage().contains("10"), e.getMessage());
    }
}
