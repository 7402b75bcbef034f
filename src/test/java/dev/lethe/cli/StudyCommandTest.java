package dev.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.study.Setting;
import dev.lethe.study.Study;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class StudyCommandTest {
    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String line) {
        CommandLine main = Main.commandLine();
        main.setOut(new PrintWriter(out));
        main.setErr(new PrintWriter(err));
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        if (words.size() > 2 && !line.contains("--help")) {
            words.addAll(List.of("--device", "cpu", "--out", dir.toString()));
        }
        return main.execute(words.toArray(String[]::new));
    }

    @Test
    void studiesAreListed() {
        assertEquals(0, execute("study"));
        for (Study study : Study.all()) {
            assertTrue(out.toString().contains(study.name()), out.toString());
            assertTrue(out.toString().contains(study.purpose()), out.toString());
        }
    }

    @Test
    void helpListsEverySettingWithItsDefault() {
        for (Study study : Study.all()) {
            assertEquals(0, execute("study " + study.name() + " --help"));
            String text = out.toString().replaceAll("\\s+", ""); // long values are broken anywhere
            assertTrue(text.contains("Usage:lethestudy" + study.name()), text);
            for (Setting s : study.settings()) {
                assertTrue(text.contains("--" + s.name() + "="), s.name());
                assertTrue(text.contains("Default:" + s.standard()), s.name());
            }
            assertFalse(text.contains("null"), text);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "study alchemy --quick|Unmatched argument",
                "study early-learning --tempo 3|Unknown options: '--tempo', '3'",
                "study early-learning --part most|--part 'most': one of all, theorem, linear, deep is expected",
                "study early-learning --n many|--n 'many': a whole number from 4 to 100000 is expected",
                "study early-learning --delta 1.5|--delta '1.5': a number from 0.0 to 1.0 is expected",
                "study early-learning --part deep --data tapes:1|unknown data 'tapes:1'",
                "study early-learning --part deep --quick --losses ce,hinge|unknown loss 'hinge'",
                "study symmetric-loss --noise pair:0.4|'pair:0.4' is neither symmetric:R nor symmetric-all:R",
                "study symmetric-loss --quick --noise symmetric:1.5|1.5",
                "study symmetric-loss --quick --losses hinge|unknown loss 'hinge'",
            })
    void wrongUseSaysWhatIsAllowed(String line, String message) {
        assertEquals(2, execute(line), err.toString());
        assertTrue(err.toString().contains(message), err.toString());
        assertTrue(err.toString().contains("--help' lists what is allowed."), err.toString());
    }

    @Test
    void aRunWritesItsFilesAndAFailedClaimIsAnErrorOnlyIfAsked() throws Exception {
        String line = "study symmetric-loss --quick --data strokes:40 --epochs 1 --losses ce --noise symmetric:0.4";
        assertEquals(0, execute(line), err.toString());
        assertTrue(out.toString().contains("FAILS"), out.toString());
        assertTrue(out.toString().contains("Report: "), out.toString());
        JsonNode root = new ObjectMapper().readTree(dir.resolve("results.json").toFile());
        assertEquals("symmetric-loss", root.get("study").asText());
        assertEquals(1, root.get("settings").get("epochs").asInt());
        assertTrue(Files.size(dir.resolve("report.html")) > 10_000);
        assertEquals(1, execute(line + " --check"));
        assertEquals("", err.toString());
    }

    @Test
    void theTheoremPassesItsCheck() {
        assertEquals(0, execute("study early-learning --quick --check --part theorem"), out.toString());
        assertTrue(out.toString().contains("14 of 14 claims hold."), out.toString());
    }
}
