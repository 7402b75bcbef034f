package dev.lethe.study.symmetric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.loss.LossSpec;
import dev.lethe.study.Claim;
import dev.lethe.study.LineChart;
import dev.lethe.study.Settings;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import dev.lethe.train.DataRequest;
import dev.lethe.train.LedgerTable;
import dev.lethe.train.Listener;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricLossStudyTest {
    private static StudyResult run(Map<String, String> given) {
        SymmetricLossStudy study = new SymmetricLossStudy();
        try (Device device = Device.open("cpu")) {
            return study.run(new StudyRun(
                    device, 1, Path.of("unused"), new Settings(study.settings(), given, true), line -> {}));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"symmetric:0", "symmetric:0.4", "symmetric:1", "symmetric-all:1"})
    void fitsAreThoseOfTheLedger(String noise) {
        try (Device device = Device.open("cpu")) {
            Recipe recipe = Recipe.standard().withModel("mlp:32").withEpochs(3).withBatch(16);
            RunResult result = new Trainer(device, recipe, new DataRequest("strokes:150", noise, 0, 0, 3).load())
                    .run(Listener.SILENT);
            LabelFit fit = LabelFit.of(result);
            LedgerTable ledger = result.ledger();
            int given = 0;
            int original = 0;
            for (int i = 0; i < ledger.size(); i++) {
                given += ledger.prediction()[i] == ledger.given()[i] ? 1 : 0;
                original += ledger.prediction()[i] == ledger.trueLabel()[i] ? 1 : 0;
            }
            assertEquals(given / 150.0, fit.lastGiven(), 1e-9);
            assertEquals(original / 150.0, fit.lastOriginal(), 1e-9);
            assertEquals(result.testAccuracyLast(), fit.lastTest());
        }
    }

    @Test
    void everyLossAndNoiseIsInTheTableAndTheCurves() {
        StudyResult result = run(Map.of(
                "data",
                "strokes:60",
                "model",
                "linear",
                "epochs",
                "2",
                "losses",
                "ce,mse,mae,rll,gce:q=0.5",
                "noise",
                "symmetric:0,symmetric:0.2,symmetric-all:1"));
        Table table = result.sections().get(0).tables().get(0);
        assertEquals(15, table.rows().size());
        assertEquals(List.of("symmetric:0.2", 12, "ce"), table.rows().get(5).subList(0, 3));
        assertEquals("gce:q=0.5", table.rows().get(14).get(2));
        assertEquals(4, result.sections().size());
        List<LineChart> charts = result.sections().get(2).charts();
        assertEquals(4, charts.size());
        assertEquals(
                List.of("ce", "mse", "mae", "rll", "gce:q=0.5"),
                List.copyOf(charts.get(0).series().keySet()));
        int j1 = table.columns().indexOf("J1, given labels");
        assertEquals(charts.get(0).series().get("ce")[1], table.rows().get(5).get(j1));
        assertTrue(result.sections().get(3).text().contains("as in ELR's published tables"));
        assertArrayEquals(
                result.sections().get(1).charts().get(0).series().get("rll"),
                result.sections().get(1).charts().get(1).series().get("rll"),
                "without noise the given labels are the original ones");
    }

    @Test
    void expectationsAreThoseOfThePaper() {
        LabelFit memorizes = new LabelFit(new double[] {0.4, 0.99}, new double[] {0.7, 0.61}, new double[] {0.7, 0.5});
        LabelFit robust = new LabelFit(new double[] {0.4, 0.62}, new double[] {0.7, 0.95}, new double[] {0.7, 0.9});
        List<Claim> ce = Expectations.of(LossSpec.parse("ce"), "symmetric:0.4", 0.4, 10, memorizes);
        assertEquals(3, ce.size());
        assertTrue(ce.stream().allMatch(Claim::holds), ce.toString());
        assertEquals(0.38, ce.get(1).measured(), 1e-9);
        List<Claim> rll = Expectations.of(LossSpec.parse("rll"), "symmetric:0.4", 0.4, 10, robust);
        assertEquals(2, rll.size());
        assertTrue(rll.stream().allMatch(Claim::holds), rll.toString());
        assertTrue(Expectations.of(LossSpec.parse("ce"), "symmetric:0.4", 0.4, 10, robust).stream()
                .anyMatch(c -> !c.holds()));
        assertTrue(Expectations.of(LossSpec.parse("rll"), "symmetric:0.4", 0.4, 10, memorizes).stream()
                .noneMatch(Claim::holds));
        assertEquals(
                1,
                Expectations.of(LossSpec.parse("ce"), "symmetric-all:1", 0.9, 10, memorizes)
                        .size(),
                "where no label is more likely than another, only J1 says anything");
        assertEquals(
                0,
                Expectations.of(LossSpec.parse("rll"), "symmetric-all:1", 0.9, 10, robust)
                        .size());
        assertEquals(
                0,
                Expectations.of(LossSpec.parse("ce"), "symmetric:0", 0, 10, robust)
                        .size());
        assertEquals(
                0,
                Expectations.of(LossSpec.parse("gce"), "symmetric:0.4", 0.4, 10, robust)
                        .size());
    }

    @Test
    void otherKindsOfNoiseAreRefused() {
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> run(Map.of("noise", "symmetric:0.2,pair:0.4")));
        assertEquals(
                "--noise 'symmetric:0.2,pair:0.4': 'pair:0.4' is neither symmetric:R nor symmetric-all:R",
                e.getMessage());
    }
}
