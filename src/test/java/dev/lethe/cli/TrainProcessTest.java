package dev.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line from the outside: processes, exit codes and files. */
class TrainProcessTest {
    @TempDir
    Path dir;

    @Test
    void trainingWritesTableResultsLedgersAndReport() throws Exception {
        Path out = dir.resolve("deep/run");
        Lethe run = Lethe.run(dir, words(out, "--loss ce,elr --epochs 2"));
        assertEquals(0, run.exitCode(), String.join("\n", run.errors()));
        assertEquals(List.of(), run.errors());
        assertTrue(run.output().contains("loss   test best   test last   clean train   memorized   recovered"));
        assertTrue(run.output().lines().filter(l -> l.contains("epoch 2/2")).count() == 2, run.output());

        results(new ObjectMapper().readTree(out.resolve("results.json").toFile()));
        List<String> ledger = Files.readAllLines(out.resolve("ledger-elr.csv"));
        assertTrue(ledger.get(0).startsWith("index,given_label,true_label,"), ledger.get(0));
        assertEquals(271, ledger.size());
        assertTrue(Files.exists(out.resolve("ledger-ce.csv")));
        String page = Files.readString(out.resolve("report.html"));
        assertFalse(page.matches("(?is).*(src|href)\\s*=\\s*[\"']?https?:.*"));

        predict(out.resolve("checkpoint-elr"));
    }

    private static void results(JsonNode results) {
        assertEquals(5, results.get("seed").asInt());
        assertEquals("strokes:300", results.get("data").asText());
        assertEquals("symmetric:0.4", results.get("noise").asText());
        assertTrue(results.get("device").asText().startsWith("cpu"));
        assertTrue(
                results.get("versions").has("lethe") && results.get("versions").has("java"));
        assertEquals(
                "ce:smoothing=0; elr:beta=0.7,lambda=3",
                results.get("configuration").get("losses").asText());
        assertEquals(2, results.get("runs").size());
        for (JsonNode run : results.get("runs")) {
            assertEquals("mlp:32", run.get("model").asText());
            assertEquals(2, run.get("epochs").asInt());
            assertEquals(2, run.get("curve").size());
            for (String field : List.of(
                    "test_accuracy_best", "test_accuracy_last", "clean_train_accuracy", "memorized", "recovered")) {
                double value = run.get(field).asDouble(-1);
                assertTrue(value >= 0 && value <= 1, field + " is " + run.get(field));
            }
            assertTrue(run.get("seconds").asDouble() > 0);
        }
    }

    private void predict(Path checkpoint) throws Exception {
        Path csv = dir.resolve("predictions.csv");
        Lethe run = Lethe.run(
                dir,
                "predict",
                "--checkpoint",
                checkpoint.toString(),
                "--data",
                "strokes:40",
                "--part",
                "train",
                "--out",
                csv.toString());
        assertEquals(0, run.exitCode(), String.join("\n", run.errors()));
        List<String> lines = Files.readAllLines(csv);
        assertEquals("index,label,prediction,probability", lines.get(0));
        assertEquals(41, lines.size());
    }

    @Test
    void wrongUseAndFailureHaveTheirExitCodes() throws Exception {
        Lethe wrong = Lethe.run(dir, "train", "--data", "tapes:1");
        assertEquals(2, wrong.exitCode());
        assertEquals(2, wrong.errors().size(), wrong.errors().toString());
        assertEquals("", wrong.output());
        Lethe failed =
                Lethe.run(dir, "predict", "--checkpoint", dir.resolve("none").toString(), "--data", "strokes:40");
        assertEquals(1, failed.exitCode());
        assertTrue(
                failed.errors().get(0).contains("there is no checkpoint at"),
                failed.errors().toString());
    }

    @Test
    void anInterruptedRunGoesOnToTheSameWeights() throws Exception {
        Path whole = dir.resolve("whole");
        Path parts = dir.resolve("parts");
        String settings = "--loss elr --epochs 60 --augment crop:2";
        assertEquals(0, Lethe.run(dir, words(whole, settings)).exitCode());

        Lethe stopped = Lethe.start(dir, words(parts, settings));
        while (!stopped.output().contains("epoch  2/60") && stopped.process().isAlive()) {
            Thread.sleep(10);
        }
        stopped.process().destroy();
        assertEquals(1, stopped.exitCode(), stopped.output());
        assertTrue(stopped.output().contains("--resume goes on from there"), stopped.output());
        assertFalse(Files.exists(parts.resolve("results.json")));

        Lethe resumed = Lethe.run(dir, words(parts, settings + " --resume"));
        assertEquals(0, resumed.exitCode(), String.join("\n", resumed.errors()));
        assertFalse(resumed.output().contains("epoch  1/60"), "it must go on, not begin again");
        String weights = "checkpoint/weights.safetensors";
        assertArrayEquals(
                Files.readAllBytes(whole.resolve(weights)), Files.readAllBytes(parts.resolve(weights)), weights);
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("ledger.csv")), Files.readAllBytes(parts.resolve("ledger.csv")));
    }

    private static String[] words(Path out, String more) {
        return ("train --data strokes:300 --noise symmetric:0.4 --model mlp:32 --seed 5 --batch 32 --out " + out + " "
                        + more)
                .split(" ");
    }
}
