package dev.lethe.loss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** One line of the stored oracle: a function of another library, its arguments, result, and gradients in float64. */
record OracleCase(
        String op, int number, JsonNode args, JsonNode options, Values out, Values cotangent, List<Values> gradients) {
    /** A tensor as it is stored; integers are read as doubles. */
    record Values(int[] shape, double[] data, boolean integer) {
        static Values of(JsonNode node) {
            int[] shape = new int[node.get("shape").size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = node.get("shape").get(i).asInt();
            }
            double[] data = new double[node.get("data").size()];
            for (int i = 0; i < data.length; i++) {
                data[i] = node.get("data").get(i).asDouble();
            }
            return new Values(shape, data, node.get("dtype").asText().startsWith("int"));
        }

        float[] floats() {
            float[] values = new float[data.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) data[i];
            }
            return values;
        }

        Values reshape(int... dims) {
            return new Values(dims, data, integer);
        }
    }

    static List<OracleCase> read(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<OracleCase> all = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode c = json.readTree(line);
                List<Values> gradients = new ArrayList<>();
                c.get("grads").forEach(g -> gradients.add(g.isNull() ? null : Values.of(g)));
                all.add(new OracleCase(
                        c.get("op").asText(),
                        c.get("i").asInt(),
                        c.get("args"),
                        c.get("kwargs"),
                        Values.of(c.get("out")),
                        Values.of(c.get("gout")),
                        gradients));
            }
        }
        return all;
    }

    Values arg(int i) {
        return Values.of(args.get(i));
    }

    /** A tensor among the options, or null. */
    Values option(String name) {
        JsonNode node = options.get(name);
        return node == null || node.isNull() ? null : Values.of(node);
    }

    String reduction() {
        return options.path("reduction").asText("mean");
    }

    @Override
    public String toString() {
        return op + " " + number + " " + options;
    }
}
