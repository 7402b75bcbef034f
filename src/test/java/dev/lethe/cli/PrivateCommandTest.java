package dev.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a private run says it spent. */
class PrivateCommandTest {
    @TempDir
    Path dir;

    private String train(String... more) {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        List<String> args =
                new ArrayList<>(List.of("train", "--data", "strokes:200", "--loss", "ce", "--model", "mlp:8"));
        args.addAll(List.of("--epochs", "2", "--batch", "20", "--device", "cpu:1", "--out", dir.toString()));
        args.addAll(List.of(more));
        assertEquals(0, line.execute(args.toArray(new String[0])));
        return out.toString();
    }

    private JsonNode results() throws IOException {
        return new ObjectMapper().readTree(dir.resolve("results.json").toFile());
    }

    @Test
    void epsilonIsInTheLogAndInBothFiles() throws IOException {
        String out = train("--private", "epsilon=3,delta=1e-3,clip=1");
        JsonNode all = results();
        JsonNode spent = all.path("configuration");
        assertEquals("epsilon=3.0,delta=0.001,clip=1.0", spent.path("private").asText());
        double epsilon = spent.path("epsilon").asDouble();
        assertTrue(epsilon <= 3 && epsilon > 2.99, "epsilon " + epsilon);
        assertTrue(spent.path("epsilon_by_privacy_loss").asDouble() < epsilon);
        assertTrue(spent.path("noise_multiplier").asDouble() > 0.1);
        JsonNode curve = all.path("runs").get(0).path("curve");
        assertTrue(curve.get(0).path("epsilon").asDouble()
                < curve.get(1).path("epsilon").asDouble());
        assertEquals(epsilon, curve.get(1).path("epsilon").asDouble());
        assertTrue(
                out.lines()
                        .anyMatch(line -> line.matches(".*epoch 2/2.*epsilon 3\\.000.*|.*epoch 2/2.*epsilon 2\\.99.*")),
                out);
        assertTrue(out.contains("has differential privacy with epsilon"), out);
        assertTrue(Files.readString(dir.resolve("report.html")).contains("epsilon_by_privacy_loss"));
    }

    @Test
    void clippingAloneIsWrittenDown() throws IOException {
        String out = train("--clip-examples", "0.5:automatic");
        assertTrue(out.contains("gradients of examples clipped to 0.5:automatic"), out);
        assertEquals(
                "0.5:automatic",
                results().path("configuration").path("clip_examples").asText());
        assertFalse(results().path("runs").get(0).path("curve").get(0).has("epsilon"));
        assertFalse(out.contains("epsilon"), out);
    }
}
