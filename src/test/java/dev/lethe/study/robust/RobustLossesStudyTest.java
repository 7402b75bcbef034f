package dev.lethe.study.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.loss.LossSpec;
import dev.lethe.study.Settings;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobustLossesStudyTest {
    private static final RobustLossesStudy STUDY = new RobustLossesStudy();

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    private StudyResult run(Map<String, String> given) {
        try (Device device = Device.open("cpu")) {
            Settings settings = new Settings(STUDY.settings(), given, true);
            return STUDY.run(new StudyRun(device, 1, folder, settings, said::add));
        }
    }

    @Test
    void runsThatAreDoneAreNotDoneAgain() throws IOException {
        Map<String, String> small = Map.of(
                "data",
                "strokes:100",
                "epochs",
                "2",
                "losses",
                "ce,elr",
                "noise",
                "symmetric:0.4,pair:0.2",
                "seeds",
                "2");
        StudyResult first = run(small);
        assertEquals(8, said.size(), said.toString());
        assertEquals(8, Files.readAllLines(folder.resolve("runs.jsonl")).size());
        said.clear();
        StudyResult second = run(small);
        assertEquals(List.of(), said);
        Table all = first.sections().get(0).tables().get(0);
        assertEquals(List.of("loss", "symmetric:0.4", "pair:0.2"), all.columns());
        assertEquals(all.rows(), second.sections().get(0).tables().get(0).rows());
        assertEquals("elr", all.rows().get(1).get(0));
        assertTrue(
                all.rows().get(1).get(1).toString().matches("0\\.\\d{4} \u00b1 0\\.\\d{4}"),
                all.rows().toString());
        assertEquals(2, first.claims().size());
    }

    /** Binary cross-entropy and squared error take other targets; the rest of the table is compared. */
    @Test
    void everyLossOfClassesIsCompared() {
        Settings standard = new Settings(STUDY.settings(), Map.of(), false);
        Set<String> compared = LossSpec.parseList(standard.text("losses")).stream()
                .map(LossSpec::name)
                .collect(Collectors.toSet());
        Set<String> known =
                LossSpec.help().stream().map(line -> line.split("[ :]")[0]).collect(Collectors.toSet());
        known.removeAll(Set.of("bce", "squared"));
        assertEquals(known, compared);
    }

    @Test
    void aRunThatDivergesDoesNotEndTheStudy() throws IOException {
        StudyResult result = run(Map.of(
                "data",
                "strokes:100",
                "epochs",
                "2",
                "losses",
                "ce,mae",
                "optimizer",
                "sgd",
                "lr",
                "1000",
                "model",
                "mlp:8,8"));
        assertEquals(2, Files.readAllLines(folder.resolve("runs.jsonl")).size());
        assertEquals(2, result.sections().get(0).tables().get(0).rows().size());
    }

    @Test
    void aFileOfOtherThingsIsNamedWithTheLine() throws IOException {
        Files.writeString(folder.resolve("runs.jsonl"), "{\"key\":\"a\",\"test\":0.5,\"seconds\":1}\nnonsense\n");
        String message =
                assertThrows(IllegalStateException.class, () -> run(Map.of())).getMessage();
        assertTrue(message.contains("runs.jsonl: line 2"), message);
    }

    @Test
    void meanAndDeviationAreThoseOfASample() {
        Spread spread = Spread.of(1, 2, 4, 5);
        assertEquals(3, spread.mean(), 1e-12);
        assertEquals(Math.sqrt(10.0 / 3), spread.deviation(), 1e-12);
        assertEquals("0.5000", Spread.of(0.5).toString());
    }
}
