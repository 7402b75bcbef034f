package dev.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.DType;
import dev.lethe.Shape;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AuditCommandTest {
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

    private JsonNode json(String folder) throws IOException {
        return new ObjectMapper()
                .readTree(dir.resolve(folder).resolve("audit.json").toFile());
    }

    private static double area(JsonNode json, String score) {
        return json.get("planted")
                .get("scores")
                .get(score)
                .get("area_under_curve")
                .asDouble();
    }

    @Test
    void crossValidationFindsPlantedErrors() throws Exception {
        String command = "audit --data strokes:900 --noise symmetric:0.2 --method cross-validation --model mlp:64"
                + " --epochs 12 --seed 3 --device ";
        assertEquals(0, execute(command + "cpu:1 --out " + dir.resolve("a")), err.toString());
        JsonNode json = json("a");
        assertTrue(area(json, "posterior") > 0.95, json.get("planted").toString());
        assertTrue(out.toString().contains("180 labels are wrong"), out.toString());
        assertEquals(
                3, out.toString().lines().filter(l -> l.contains("epoch 12/12")).count());

        List<String> rows = Files.readAllLines(dir.resolve("a/suspects.csv"));
        assertEquals("index,source,given,suggested,score,reasons", rows.get(0));
        assertEquals(901, rows.size());
        assertEquals(
                900, rows.stream().skip(1).map(r -> r.split(",")[0]).distinct().count());
        double before = Double.POSITIVE_INFINITY;
        for (String row : rows.subList(1, rows.size())) {
            double score = Double.parseDouble(row.split(",")[4]);
            assertTrue(score <= before, row);
            before = score;
        }
        HostTensor labels = Npy.read(dir.resolve("a/labels.npy"));
        assertEquals(DType.I32, labels.dtype());
        assertEquals(Shape.of(900), labels.shape());
        assertTrue(Files.size(dir.resolve("a/audit.html")) > 100_000);

        assertEquals(0, execute(command + "cpu:2 --out " + dir.resolve("b")), err.toString());
        assertArrayEquals(
                Files.readAllBytes(dir.resolve("a/suspects.csv")), Files.readAllBytes(dir.resolve("b/suspects.csv")));
    }

    @Test
    void dynamicsFindPlantedErrors() throws Exception {
        String command = "audit --data strokes:900 --noise symmetric:0.2 --model mlp:64 --epochs 12 "
                + "--score area-under-margin --out " + dir;
        assertEquals(0, execute(command), err.toString());
        JsonNode json = json("");
        for (String score : List.of("posterior", "mean-loss", "area-under-margin", "target-disagreement")) {
            assertTrue(area(json, score) > 0.9, json.get("planted").toString());
        }
        assertEquals("area-under-margin", json.get("score").asText());
        assertTrue(Files.readString(dir.resolve("suspects.csv")).contains("; mean margin -"));
    }

    @Test
    void withoutPlantedErrorsNothingIsMeasured() throws Exception {
        assertEquals(0, execute("audit --data strokes:100 --model linear --epochs 1 --out " + dir), err.toString());
        assertTrue(json("").get("planted").isNull());
        assertFalse(out.toString().contains("area under curve"), out.toString());
    }

    @Test
    void probabilitiesOfAUserAreJudged() throws Exception {
        float[] p = {0.9f, 0.1f, 0.8f, 0.2f, 0.1f, 0.9f, 0.3f, 0.7f, 0.2f, 0.8f, 0.4f, 0.6f};
        Npy.write(dir.resolve("p.npy"), HostTensor.of(p, Shape.of(6, 2)));
        Files.writeString(dir.resolve("y.csv"), "0\n0\n0\n1\n1\n1\n");
        String command = "audit --probs " + dir.resolve("p.npy") + " --out " + dir.resolve("a");
        assertEquals(0, execute(command + " --labels " + dir.resolve("y.csv")), err.toString());
        List<String> rows = Files.readAllLines(dir.resolve("a/suspects.csv"));
        assertTrue(rows.get(1).startsWith("2," + dir.resolve("y.csv") + ",0,1,"), rows.get(1));
        int[] labels = Npy.read(dir.resolve("a/labels.npy")).ints();
        assertArrayEquals(new int[] {0, 0, 1, 1, 1, 1}, labels);

        Files.writeString(dir.resolve("t.csv"), "1,ant\n2,ant\n3,ant\n4,bee\n5,bee\n6,bee\n");
        assertEquals(0, execute(command + " --data csv:" + dir.resolve("t.csv")), err.toString());
        rows = Files.readAllLines(dir.resolve("a/suspects.csv"));
        assertTrue(rows.get(1).startsWith("2,csv:" + dir.resolve("t.csv") + ",ant,bee,"), rows.get(1));
    }

    @Test
    void imageFoldersNameTheFile() throws Exception {
        for (String image : List.of("ant/a", "ant/b", "bee/a", "bee/b")) {
            Path file = dir.resolve("in").resolve(image + ".png");
            Files.createDirectories(file.getParent());
            javax.imageio.ImageIO.write(new java.awt.image.BufferedImage(8, 8, 10), "png", file.toFile());
        }
        String command = "audit --data images:" + dir.resolve("in") + " --model linear --epochs 1 --out " + dir;
        assertEquals(0, execute(command), err.toString());
        String csv = Files.readString(dir.resolve("suspects.csv"));
        for (String image : List.of("0," + dir + "/in/ant/a.png,ant,", "3," + dir + "/in/bee/b.png,bee,")) {
            assertTrue(csv.contains(image.replace('/', java.io.File.separatorChar)), csv);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audit|--data SPEC is missing, or --probs FILE with --labels FILE",
                "audit --data strokes:40 --method guess|unknown method 'guess'; allowed are dynamics, cross-validation",
                "audit --data strokes:40 --score guess|unknown score 'guess'; allowed are posterior",
                "audit --data strokes:40 --folds 3|--folds is for --method cross-validation",
                "audit --data strokes:40 --method cross-validation --folds 1|1 folds: 2 or more are allowed",
                "audit --data strokes:40 --epochs -1|--epochs -1: 0 or more is allowed",
                "audit --data strokes:40 --loss ce|so elr is allowed",
                "audit --data strokes:40 --score mean-loss --method cross-validation --model linear --epochs 1|--method dynamics is needed",
                "audit --data strokes:40 --labels y.npy|--labels is for --probs",
                "audit --probs p.npy|give either --data SPEC or --labels FILE",
                "audit --probs p.npy --labels y.npy --folds 3|--folds is for training, and with --probs nothing is",
                "audit --data strokes:40 --noise pink|unknown noise 'pink'",
            })
    void wrongUseSaysWhatIsAllowed(String line, String message) {
        assertEquals(2, execute(line + " --out " + dir), err.toString());
        assertTrue(err.toString().contains(message), err.toString());
        assertTrue(err.toString().lines().count() <= 2, err.toString());
    }

    @Test
    void wrongFilesAreNamed() throws IOException {
        Npy.write(dir.resolve("p.npy"), HostTensor.of(new float[] {0.5f, 0.5f, 0.9f, 0.5f}, Shape.of(2, 2)));
        Files.writeString(dir.resolve("y.csv"), "0\n1\n2\n");
        String probs = "audit --out " + dir + " --probs " + dir.resolve("p.npy");
        failure(probs + " --labels " + dir.resolve("y.csv"), "p.npy: row 1 sums to 1.39999");
        Npy.write(dir.resolve("p.npy"), HostTensor.of(new float[] {0.5f, 0.5f, 1, 0, 0, 1}, Shape.of(3, 2)));
        failure(probs + " --labels " + dir.resolve("y.csv"), "y.csv: label 2 of example 2 is not in 0..1");
        Files.writeString(dir.resolve("y.csv"), "0\n1\n");
        failure(probs + " --labels " + dir.resolve("y.csv"), "y.csv: 2 labels; 3 were expected for the rows of");
        failure(
                probs + " --data strokes:40",
                "p.npy: probabilities of shape [3, 2]; [40, 10] was expected for strokes");
        Files.writeString(dir.resolve("y.csv"), "0\n0\n0\n");
        assertEquals(2, execute(probs + " --labels " + dir.resolve("y.csv")));
        assertTrue(err.toString().contains("class 1 has no example"), err.toString());
    }

    private void failure(String line, String message) {
        err.getBuffer().setLength(0);
        assertEquals(1, execute(line), err.toString());
        assertTrue(err.toString().contains(message), err.toString());
    }

    @Test
    void ctrlCEndsCleanly() throws Exception {
        Path folder = dir.resolve("stopped");
        String[] words = ("audit --data strokes:600 --model mlp:32 --epochs 500 --out " + folder).split(" ");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("suspects.csv"), "of an earlier audit");
        Lethe stopped = Lethe.start(dir, words);
        while (!stopped.output().contains("epoch   2/500") && stopped.process().isAlive()) {
            Thread.sleep(10);
        }
        stopped.process().destroy();
        assertEquals(1, stopped.exitCode(), stopped.output());
        assertTrue(stopped.output().contains("Stopped; nothing is written."), stopped.output());
        assertEquals(List.of(), stopped.errors());
        assertEquals(List.of(), Arrays.asList(folder.toFile().list()));
    }
}
