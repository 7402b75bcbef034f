package dev.lethe.study.early;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.study.Claim;
import dev.lethe.study.LineChart;
import dev.lethe.study.Section;
import dev.lethe.study.Settings;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EarlyLearningStudyTest {
    private static StudyResult run(Map<String, String> given) {
        EarlyLearningStudy study = new EarlyLearningStudy();
        try (Device device = Device.open("cpu")) {
            return study.run(new StudyRun(
                    device, 1, Path.of("unused"), new Settings(study.settings(), given, true), line -> {}));
        }
    }

    private static List<String> failing(StudyResult result) {
        return result.claims().stream()
                .filter(c -> !c.holds())
                .map(Claim::toString)
                .collect(Collectors.toList());
    }

    @Test
    void theTheoremHolds() {
        StudyResult result = run(Map.of("part", "theorem"));
        assertEquals(14, result.claims().size());
        assertEquals(List.of(), failing(result));
        assertEquals(3, result.sections().size());
    }

    @Test
    void thePapersGradientGivesTheSameTheorem() {
        List<String> failing = failing(run(Map.of("part", "theorem", "gradient", "paper")));
        failing.removeIf(claim -> claim.contains("at its best"));
        assertEquals(List.of(), failing, "only how far early learning gets before memorization differs");
    }

    @Test
    void onlyEarlyLearningDoesNotMemorizeTheLinearModel() {
        StudyResult result = run(Map.of("part", "linear"));
        assertEquals(4, result.claims().size());
        assertEquals(List.of(), failing(result));
        Table table = result.sections().get(0).tables().get(0);
        assertEquals(3, table.rows().size());
        assertEquals(1.0, (Double) table.rows().get(0).get(table.columns().indexOf("memorized at the end")));
        assertEquals(0.0, (Double) table.rows().get(1).get(table.columns().indexOf("memorized at the end")));
    }

    @Test
    void deepFractionsSumToOne() {
        StudyResult result = run(Map.of("part", "deep", "data", "strokes:120", "model", "mlp:32", "epochs", "3"));
        Section section = result.sections().get(0);
        assertTrue(section.text().contains("48 of 120 training labels are wrong"), section.text());
        assertTrue(section.text().contains("from the K-1 other classes"), section.text());
        assertEquals(2, section.charts().size());
        for (LineChart chart : section.charts()) {
            List<double[]> lines = new ArrayList<>(chart.series().values());
            for (int e = 0; e < 3; e++) {
                assertEquals(1, lines.get(0)[e] + lines.get(1)[e] + lines.get(2)[e], 1e-9);
            }
        }
        assertEquals(3, result.claims().size());
    }

    @Test
    void theConventionOfNoiseIsSaid() {
        StudyResult result = run(Map.of(
                "part", "deep", "data", "strokes:60", "model", "linear", "epochs", "1", "noise", "symmetric-all:0.5"));
        assertTrue(result.sections().get(0).text().contains("as in ELR's published tables"));
    }

    @Test
    void settingsThatLeaveNothingToMeasureAreRefused() {
        Exception clean = assertThrows(
                IllegalArgumentException.class,
                () -> run(Map.of("part", "deep", "data", "strokes:40", "noise", "none")));
        assertTrue(
                clean.getMessage().startsWith("--noise 'none' leaves no label known to be wrong"), clean.getMessage());
        Exception coins =
                assertThrows(IllegalArgumentException.class, () -> run(Map.of("part", "linear", "delta", "0")));
        assertTrue(coins.getMessage().contains("0 of 110 labels are wrong"), coins.getMessage());
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        Map<String, String> small = Map.of("part", "linear", "n", "40", "p", "20", "steps", "120");
        List<List<Object>> first = run(small).sections().get(0).tables().get(0).rows();
        assertEquals(first, run(small).sections().get(0).tables().get(0).rows());
    }
}
