package dev.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.cuda.TestDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job by the command line on a CUDA device beside the CPU: the same noise and split, about the same results. */
@Tag("cuda")
class CudaJobTest {
    @TempDir
    Path dir;

    private JsonNode train(String device, String out) throws Exception {
        Lethe run = Lethe.run(
                dir,
                ("train --data strokes:300 --noise symmetric:0.4 --model mlp:32 --loss ce,elr --epochs 6 --batch 32"
                                + " --seed 5 --augment crop:1 --device " + device + " --out " + dir.resolve(out))
                        .split(" "));
        assertEquals(0, run.exitCode(), String.join("\n", run.errors()));
        return new ObjectMapper().readTree(dir.resolve(out + "/results.json").toFile());
    }

    /** The columns of a ledger that say what noise did: index, given and true label. */
    private List<String> noise(String out, String loss) throws Exception {
        return Files.readAllLines(dir.resolve(out + "/ledger-" + loss + ".csv")).stream()
                .map(line -> String.join(",", List.of(line.split(",")).subList(0, 3)))
                .collect(Collectors.toList());
    }

    @Test
    void agreesWithTheCpu() throws Exception {
        String device = TestDevice.name();
        JsonNode cuda = train(device, "cuda");
        JsonNode cpu = train("cpu", "cpu");
        assertTrue(
                cuda.get("device").asText().startsWith(device),
                cuda.get("device").asText());
        assertEquals(2, cuda.get("runs").size());
        for (int i = 0; i < 2; i++) {
            JsonNode ours = cuda.get("runs").get(i);
            JsonNode theirs = cpu.get("runs").get(i);
            for (String field : List.of(
                    "test_accuracy_best", "test_accuracy_last", "clean_train_accuracy", "memorized", "recovered")) {
                assertEquals(theirs.get(field).asDouble(), ours.get(field).asDouble(), 0.05, field + " of run " + i);
            }
            // A step's rounding differs, but its seeds do not: losses stay together in the first epochs.
            double loss = theirs.get("curve").get(0).get("train_loss").asDouble();
            assertEquals(loss, ours.get("curve").get(0).get("train_loss").asDouble(), 1e-4 * loss);
        }
        for (String loss : List.of("ce", "elr")) {
            assertEquals(noise("cpu", loss), noise("cuda", loss));
            assertEquals(271, noise("cuda", loss).size());
        }
    }
}
