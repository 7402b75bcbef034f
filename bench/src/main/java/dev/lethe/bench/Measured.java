package dev.lethe.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the runs wrote down: milliseconds by row and engine, each figure the mean of a window of about a second. */
final class Measured {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, List<Double>> times = new TreeMap<>();
    private final List<String> versions = new ArrayList<>();
    private final Path directory;

    Measured(Path directory) {
        this.directory = directory;
        each("jmh-*.json", file -> jmh(file, ""));
        each("forced-*.json", file -> jmh(file, " forced"));
        each("torch-?.json", file -> torch(file, "pytorch"));
        each("torch-forced-*.json", file -> torch(file, "pytorch forced"));
    }

    private interface Reader {
        void read(JsonNode file);
    }

    private void each(String glob, Reader reader) {
        for (Path file : files(glob)) {
            try {
                reader.read(JSON.readTree(file.toFile()));
            } catch (IOException e) {
                throw new UncheckedIOException(file + " is no result of a run", e);
            }
        }
    }

    private List<Path> files(String glob) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, glob)) {
            all.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(found);
        return found;
    }

    private void jmh(JsonNode file, String suffix) {
        for (JsonNode result : file) {
            String[] path = result.get("benchmark").asText().split("\\.");
            String row = row(path[path.length - 2], result.path("params"));
            List<Double> into = at(row, path[path.length - 1] + suffix);
            result.get("primaryMetric").get("rawData").forEach(fork -> fork.forEach(v -> into.add(v.asDouble())));
            version("JDK " + result.get("jdkVersion").asText());
        }
    }

    private static String row(String benchmark, JsonNode params) {
        switch (benchmark) {
            case "GemmBenchmark":
                return "gemm-" + params.get("n").asText();
            case "SoftmaxCrossEntropyBenchmark":
                return "softmax-cross-entropy";
            case "EarlyLearningBenchmark":
                return "early-learning";
            case "ConvNetStepBenchmark":
                return Network.CONVNET.row;
            default:
                return Network.valueOf(params.get("network").asText()).row;
        }
    }

    private void torch(JsonNode file, String engine) {
        version("PyTorch " + file.get("torch").asText());
        file.get("rows").fields().forEachRemaining(row -> {
            List<Double> into = at(row.getKey(), engine);
            row.getValue().forEach(v -> into.add(v.asDouble()));
        });
    }

    private List<Double> at(String row, String engine) {
        return times.computeIfAbsent(row + "/" + engine, key -> new ArrayList<>());
    }

    private void version(String text) {
        if (!versions.contains(text)) {
            versions.add(text);
        }
    }

    List<String> versions() {
        return versions;
    }

    /** Median milliseconds, NaN if it was not measured. */
    double median(String row, String engine) {
        List<Double> all = new ArrayList<>(at(row, engine));
        Collections.sort(all);
        int n = all.size();
        return n == 0 ? Double.NaN : (all.get((n - 1) / 2) + all.get(n / 2)) / 2;
    }

    /** Least milliseconds, NaN if it was not measured. */
    double least(String row, String engine) {
        return at(row, engine).stream().mapToDouble(v -> v).min().orElse(Double.NaN);
    }

    /** The largest figure for {@code key} in files of lines {@code key value}. */
    double largest(String glob, int key) {
        double most = Double.NaN;
        for (Path file : files(glob)) {
            for (String line : lines(file)) {
                String[] parts = line.split(" ");
                if (Integer.parseInt(parts[0]) == key) {
                    most = Double.isNaN(most)
                            ? Double.parseDouble(parts[1])
                            : Math.max(most, Double.parseDouble(parts[1]));
                }
            }
        }
        return most;
    }

    /** The lines of a file, none if it is not there. */
    List<String> lines(String name) {
        Path file = directory.resolve(name);
        return Files.exists(file) ? lines(file) : List.of();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
