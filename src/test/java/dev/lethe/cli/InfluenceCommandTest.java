package dev.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

class InfluenceCommandTest {
    private static final String SMALL =
            "influence --data strokes:400 --model mlp:16 --epochs 4 --checkpoints 2 --top 3 ";

    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String line) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(line.split(" "));
    }

    private static JsonNode page(Path file) throws Exception {
        String html = Files.readString(file);
        String open = "<script id=\"data\" type=\"application/json\">";
        int from = html.indexOf(open) + open.length();
        return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }

    @ParameterizedTest
    @CsvSource({"tracin", "trak --projection 64", "grad-cos", "last-layer"})
    void helpfulAndHarmfulExamplesAreWritten(String method) throws Exception {
        String command = SMALL + "--noise symmetric:0.2 --test-examples 3,0-1 --method " + method + " --device ";
        assertEquals(0, execute(command + "cpu:1 --out " + dir.resolve("a")), err.toString());
        List<String> rows = Files.readAllLines(dir.resolve("a/influence.csv"));
        assertEquals("test,test_label,predicted,end,rank,train,train_label,true_label,score", rows.get(0));
        assertEquals(1 + 3 * 2 * 3, rows.size());
        List<String> ends = new ArrayList<>();
        for (int at = 1; at < rows.size(); at += 3) {
            String[] first = rows.get(at).split(",");
            String[] last = rows.get(at + 2).split(",");
            assertEquals("1", first[4]);
            assertEquals("3", last[4]);
            float difference = Float.parseFloat(first[8]) - Float.parseFloat(last[8]);
            assertTrue(first[3].equals("helpful") ? difference >= 0 : difference <= 0, rows.get(at));
            ends.add(first[3]);
        }
        assertEquals(List.of("helpful", "harmful", "helpful", "harmful", "helpful", "harmful"), ends);

        JsonNode page = page(dir.resolve("a/influence.html"));
        assertEquals(3, page.get("items").size());
        JsonNode one = page.get("items").get(0);
        assertTrue(one.get("test").get("image").asText().startsWith("data:image/png;base64,"));
        String[] row = rows.get(1).split(",");
        JsonNode helpful =
                page.get("train").get(one.get("helpful").get(0).get(0).asText());
        assertEquals(row[5], helpful.get("index").asText());
        assertEquals(
                row[6], page.get("classes").get(helpful.get("label").asInt()).asText());

        assertEquals(0, execute(command + "cpu:2 --out " + dir.resolve("b")), err.toString());
        for (String file : List.of("influence.csv", "self_influence.csv")) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve("a").resolve(file)),
                    Files.readAllBytes(dir.resolve("b").resolve(file)));
        }
    }

    @Test
    void selfInfluenceAloneWritesNoPairs() throws Exception {
        Files.writeString(dir.resolve("influence.csv"), "of an earlier run");
        assertEquals(0, execute(SMALL + "--method self --out " + dir), err.toString());
        assertFalse(Files.exists(dir.resolve("influence.csv")));
        List<String> rows = Files.readAllLines(dir.resolve("self_influence.csv"));
        assertEquals("train,label,true_label,self_influence,alignment,harm", rows.get(0));
        double before = Double.POSITIVE_INFINITY;
        for (String row : rows.subList(1, rows.size())) {
            double now = Double.parseDouble(row.split(",")[3]);
            assertTrue(now <= before && now >= 0, row);
            before = now;
        }
        assertEquals(0, page(dir.resolve("influence.html")).get("items").size());
    }

    @Test
    void tablesAreShownAsRows() throws Exception {
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            csv.append(i % 7)
                    .append(',')
                    .append(i % 3)
                    .append(',')
                    .append(i % 3 == 0 ? "ant" : "bee")
                    .append('\n');
        }
        Files.writeString(dir.resolve("t.csv"), csv);
        assertEquals(
                0,
                execute("influence --data csv:" + dir.resolve("t.csv") + " --model linear --epochs 2 --checkpoints 1"
                        + " --test-examples 0 --batch 16 --out " + dir),
                err.toString());
        JsonNode page = page(dir.resolve("influence.html"));
        assertEquals(2, page.get("values_of").asInt());
        assertEquals(2, page.get("items").get(0).get("test").get("values").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--test-examples 0-99999 | --test-examples 0-99999: there are",
                "--test-examples 3-1 | '3-1' is not understood",
                "--test-examples 1,x | 'x' is not understood",
                "--test-examples 1,0-2 | 1 comes twice",
                "--checkpoints 9 | --checkpoints 9 of 4 epochs",
                "--top 999 | --top 999: there are 400 training examples, so 1 to 400 is allowed",
                "--method trak --projection 0 | trak needs projected gradients",
                "--method magic | unknown method 'magic'; allowed: tracin",
                "--projection 10 | projection to 10 numbers",
                "--loss co-teaching | a plain loss such as ce or gce is allowed",
                "--loss elr+ | a plain loss such as ce or gce is allowed"
            })
    void wrongOptionsAreRefused(String options, String message) {
        String base = "influence --data strokes:400 --model mlp:16 --epochs 4 --out " + dir + " ";
        String common = options.contains("--checkpoints") ? "" : "--checkpoints 2 ";
        assertEquals(2, execute(base + common + options), out.toString());
        assertTrue(err.toString().contains(message), err.toString());
    }

    @Test
    void numbersKeepTheirOrder() {
        assertArrayEquals(new int[] {7, 0, 1, 2}, Rows.parse("--rows", "7,0-2", 8));
        assertThrows(IllegalArgumentException.class, () -> Rows.parse("--rows", "", 8));
    }
}
