package dev.lethe.study.memorization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.memorization.MemorizationScores;
import dev.lethe.memorization.ModelResult;
import dev.lethe.memorization.Outcome;
import dev.lethe.study.Claim;
import dev.lethe.study.Settings;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubsetMemorizationStudyTest {
    @TempDir
    Path dir;

    private final List<String> said = new ArrayList<>();

    private StudyResult run(Map<String, String> given) {
        SubsetMemorizationStudy study = new SubsetMemorizationStudy();
        Map<String, String> all = new HashMap<>(Map.of("data", "strokes:200", "model", "mlp:32"));
        all.putAll(given);
        try (Device device = Device.open("cpu")) {
            return study.run(new StudyRun(device, 1, dir, new Settings(study.settings(), all, true), said::add));
        }
    }

    private static Map<String, Double> measured(StudyResult result) {
        Map<String, Double> measured = new HashMap<>();
        for (Claim claim : result.claims()) {
            measured.put(claim.statement(), claim.measured());
        }
        return measured;
    }

    @Test
    void wrongLabelsAreMemorizedAndAStoppedStudyGoesOn() throws Exception {
        StudyResult few = run(Map.of("models", "8", "devices", "cpu:1 cpu:1"));
        Map<String, Double> measured = measured(few);
        assertEquals(7, measured.size());
        assertTrue(measured.get("mean memorization of wrong labels") > 0.7, measured.toString());
        assertTrue(measured.get("the same, less that of right labels") > 0.35, measured.toString());
        assertTrue(measured.get("area under curve of memorization for wrong labels") > 0.7, measured.toString());
        Table scores = few.sections().get(0).tables().get(0);
        Object undefined = scores.rows().get(0).get(scores.columns().indexOf("not defined"));
        assertTrue((Integer) undefined > 0, "with 8 models some examples are in all: " + undefined);
        assertEquals("8 of 8 models", said.get(0).substring(0, 13));

        Path first = dir.resolve("models/model-000000.npz");
        byte[] before = Files.readAllBytes(first);
        Files.delete(dir.resolve("models/model-000003.npz"));
        said.clear();
        assertEquals(measured, measured(run(Map.of("models", "8", "devices", "cpu:2"))));
        assertEquals(1, said.size(), said.toString());
        assertArrayEquals(before, Files.readAllBytes(first));
        StudyResult more = run(Map.of("models", "12"));
        assertTrue(measured(more).containsKey("split-half Spearman, 0/1, 6 + 6 models"));
    }

    @Test
    void figuresAreOfTheDefinedScores() {
        boolean[] none = new boolean[0];
        boolean[] right = {true, true, false, true};
        MemorizationScores scores = MemorizationScores.of(
                List.of(
                        new ModelResult(
                                0, new boolean[] {true, true, false, true}, right, new float[4], none, new float[0]),
                        new ModelResult(
                                1,
                                new boolean[] {false, false, true, true},
                                new boolean[] {true, false, true, true},
                                new float[4],
                                none,
                                new float[0])),
                Outcome.CORRECT); // 0, 1, 1, not defined
        Figures figures = Figures.of(scores, new boolean[] {false, true, false, true});
        assertEquals(new Figures(0.5, 1, 0.75, 2.0 / 3, Double.NaN, 1), figures);
        assertArrayEquals(
                new double[] {1, 0.5},
                Figures.above(scores, new boolean[] {true, true, false, true}, new double[] {0, 0.5}));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> run(Map.of("noise", "none")));
        assertEquals(
                "--noise 'none' makes 0 of 200 labels wrong; some right and some wrong ones are needed",
                e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> run(Map.of("test-size", "1000000")));
        assertTrue(e.getMessage().startsWith("--test-size 1000000, but strokes:200 has "), e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> run(Map.of("devices", "abacus")));
        assertTrue(e.getMessage().startsWith("unknown device 'abacus'"), e.getMessage());
    }
}
