package dev.lethe.cli;

import dev.lethe.Shape;
import dev.lethe.audit.Audit;
import dev.lethe.audit.Evidence;
import dev.lethe.audit.LabelScore;
import dev.lethe.data.DataException;
import dev.lethe.data.DataSpec;
import dev.lethe.data.Dataset;
import dev.lethe.data.noise.LabelFile;
import dev.lethe.data.noise.LabelNoise;
import dev.lethe.data.noise.NoNoise;
import dev.lethe.data.noise.Probabilities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An audit by probabilities that a user brings.
 *
 * @param labels file of given labels; null where {@code data} has them
 * @param data null where there are only labels: then the examples are shown as their probabilities
 */
record AuditProbabilities(Path file, Path labels, String data, String noise, LabelScore score, long seed) {
    int run(AuditOutput output) throws IOException {
        long start = System.nanoTime();
        LabelNoise planted = LabelNoise.parse(noise);
        Probabilities p = Probabilities.read(file);
        Dataset clean = data == null ? fromLabels(p) : DataSpec.load(data, seed).train();
        if (clean.size() != p.size() || clean.classes() != p.classes()) {
            throw new DataException(file + ": probabilities of shape " + Shape.of(p.size(), p.classes()) + "; "
                    + Shape.of(clean.size(), clean.classes()) + " was expected for " + clean.source());
        }
        Dataset given = planted instanceof NoNoise ? clean : clean.withGivenLabels(planted.apply(clean, seed));
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("method", "probabilities");
        configuration.put("probs", file.toString());
        configuration.put("labels", labels == null ? null : labels.toString());
        configuration.put("data", data);
        configuration.put("noise", noise);
        Audit audit = Audit.of(given, Evidence.of(p, given.labels()), score);
        output.prepare();
        output.write(audit, seed, null, configuration, start);
        return 0;
    }

    private Dataset fromLabels(Probabilities p) {
        int[] given = LabelFile.read(labels).labels();
        if (given.length != p.size()) {
            throw new DataException(
                    labels + ": " + given.length + " labels; " + p.size() + " were expected for the rows of " + file);
        }
        float[] rows = new float[p.size() * p.classes()];
        for (int i = 0; i < p.size(); i++) {
            System.arraycopy(p.row(i), 0, rows, i * p.classes(), p.classes());
        }
        try {
            return Dataset.table(rows, p.classes(), given, p.classes(), null, labels.toString());
        } catch (IllegalArgumentException e) {
            throw new DataException(labels + ": " + e.getMessage(), e);
        }
    }
}
