package dev.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MemorizationCommandTest {
    private static final String COMMAND = "memorization --data strokes:150 --noise symmetric:0.2 --model mlp:24"
            + " --epochs 15 --batch 32 --lr 0.005 --models 6 --top 3 ";

    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String line) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(line.trim().split(" +"));
    }

    private byte[] bytes(String file) throws Exception {
        return Files.readAllBytes(dir.resolve(file));
    }

    @Test
    void everyExampleIsScoredAndTheFilesDoNotDependOnTheDevices() throws Exception {
        assertEquals(0, execute(COMMAND + "--device cpu:1 --out " + dir.resolve("a")), err.toString());
        List<String> rows = Files.readAllLines(dir.resolve("a/memorization.csv"));
        assertEquals(
                "index,source,given,memorization,standard_error,probability_memorization,probability_standard_error,"
                        + "in_accuracy,out_accuracy,in_probability,out_probability,models_in,models_out",
                rows.get(0));
        assertEquals(151, rows.size());
        int undefined = 0;
        for (int i = 0; i < 150; i++) {
            String[] cells = rows.get(i + 1).split(",");
            assertEquals(Integer.toString(i), cells[0], "in the order of the data");
            double score = Double.parseDouble(cells[3]);
            double difference = Double.parseDouble(cells[7]) - Double.parseDouble(cells[8]);
            assertEquals(6, Integer.parseInt(cells[11]) + Integer.parseInt(cells[12]));
            assertEquals(difference, score);
            undefined += Double.isNaN(score) ? 1 : 0;
        }
        assertTrue(undefined > 0 && undefined < 75, undefined + " not defined");
        assertTrue(out.toString().contains("; " + undefined + " have none"), out.toString());

        List<String> pairs = Files.readAllLines(dir.resolve("a/influence.csv"));
        assertEquals(
                "train_index,test_index,train_given,test_given,influence,standard_error,memorization", pairs.get(0));
        assertTrue(pairs.size() > 1);
        for (String row : pairs.subList(1, pairs.size())) {
            String[] cells = row.split(",");
            assertEquals(cells[2], cells[3], "of one class");
            assertTrue(Double.parseDouble(cells[4]) >= 0.15 && Double.parseDouble(cells[6]) >= 0.25, row);
        }
        String page = Files.readString(dir.resolve("a/memorization.html"));
        assertTrue(page.contains("\"image\":\"data:image/png;base64,") && page.contains("\"models\":6"));

        assertEquals(0, execute(COMMAND + "--device cpu:2 --device cpu:1 --out " + dir.resolve("b")), err.toString());
        assertArrayEquals(bytes("a/memorization.csv"), bytes("b/memorization.csv"));
        assertArrayEquals(bytes("a/influence.csv"), bytes("b/influence.csv"));
    }

    @Test
    void partsShareAFolder() throws Exception {
        String shared = COMMAND + "--device cpu:1 --out " + dir;
        assertEquals(0, execute(shared + " --part 2/2"), err.toString());
        assertTrue(out.toString().contains("This part is done; 3 models of other parts are missing."), out.toString());
        assertFalse(Files.exists(dir.resolve("memorization.csv")));
        assertEquals(0, execute(shared + " --part 1/2"), err.toString());
        assertTrue(out.toString().contains("All models are there"), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(0, execute(shared), err.toString());
        assertTrue(Files.exists(dir.resolve("memorization.csv")));
        assertFalse(out.toString().contains("of 6 models"), "nothing is trained again");
        assertEquals(1, execute(shared + " --ratio 0.5"));
        assertTrue(err.toString().contains("ratio is 0.7 there and 0.5 here"), err.toString());
        assertTrue(Files.exists(dir.resolve("memorization.csv")), "a command that is refused deletes nothing");
    }

    @Test
    void tablesHaveNoPictures() throws Exception {
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            table.append(i % 2 + 0.01 * i).append(",<b>").append(i % 2).append("</b>\n");
        }
        Files.writeString(dir.resolve("t.csv"), table);
        assertEquals(
                0,
                execute("memorization --data csv:" + dir.resolve("t.csv")
                        + " --models 4 --epochs 2 --device cpu:1 --any-class --out " + dir),
                err.toString());
        String page = Files.readString(dir.resolve("memorization.html"));
        assertFalse(page.contains("\"image\":"));
        assertFalse(page.contains("<b>0</b>"), "names of classes are text");
    }

    @Test
    void aKilledCommandGoesOn() throws Exception {
        String[] words = (COMMAND.replace("--models 6", "--models 40") + "--device cpu:1 --out " + dir)
                .trim()
                .split(" +");
        Lethe lethe = Lethe.start(dir, words);
        Path third = dir.resolve("models/model-000002.npz");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!Files.exists(third) && lethe.process().isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        lethe.process().destroyForcibly().waitFor();
        assertTrue(Files.exists(third), String.join("\n", lethe.errors()));
        assertFalse(Files.exists(dir.resolve("models/model-000039.npz")), "killed before its end");
        assertEquals(0, execute(String.join(" ", words)), err.toString());
        byte[] resumed = bytes("memorization.csv");
        assertEquals(
                0,
                execute(String.join(" ", words)
                        .replace(dir.toString(), dir.resolve("whole").toString())));
        assertArrayEquals(bytes("whole/memorization.csv"), resumed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memorization|Missing required option: '--data=SPEC'",
                "memorization --data strokes:40 --models 1|--models 1: 2 or more are needed",
                "memorization --data strokes:40 --ratio 1.2|a ratio of 1.2: above 0 and below 1 is allowed",
                "memorization --data strokes:40 --membership half|membership 'half': subset and hash are allowed",
                "memorization --data strokes:40 --part 3/2|--part '3/2': I/N is expected, I from 1 to N",
                "memorization --data strokes:40 --part 2|--part '2': I/N is expected, I from 1 to N",
                "memorization --data strokes:40 --top 0|0 for each test example: 1 or more are allowed",
                "memorization --data strokes:40 --test-size 99999|--test-size 99999: 0 (all) to ",
                "memorization --data strokes:40 --model oracle|unknown model 'oracle'",
                "memorization --data strokes:40 --device abacus|unknown device 'abacus'",
                "memorization --data strokes:40 --device cpu:1 --device cuda:0|one or more of a single kind are needed",
            })
    void wrongUseSaysWhatIsAllowed(String line, String message) {
        assertEquals(2, execute(line + " --out " + dir.resolve("out")), err.toString());
        assertTrue(err.toString().contains(message), err.toString());
    }
}
