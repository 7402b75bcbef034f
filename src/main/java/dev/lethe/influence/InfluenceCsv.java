package dev.lethe.influence;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.lethe.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/** Influence as CSV. Examples are named by their index in the source, classes by their names. */
public final class InfluenceCsv {
    private InfluenceCsv() {}

    /**
     * Writes the ends of the ranking for each test example, replacing {@code file}.
     *
     * <p>Columns: test, test_label, predicted, end (helpful or harmful), rank from 1, train, train_label, true_label (empty
     * where it is not known), score.
     *
     * @throws IllegalArgumentException if no test examples were scored
     */
    public static void writePairs(InfluenceResult result, Path file) throws IOException {
        Extremes extremes = result.extremes();
        if (extremes == null) {
            throw new IllegalArgumentException("method " + result.settings().method() + " scores no test examples");
        }
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord(
                    "test", "test_label", "predicted", "end", "rank", "train", "train_label", "true_label", "score");
            for (int t = 0; t < extremes.tests(); t++) {
                end(csv, result, t, "helpful", extremes.helpful(t), extremes.helpfulScores(t));
                end(csv, result, t, "harmful", extremes.harmful(t), extremes.harmfulScores(t));
            }
        }
    }

    private static void end(CsvWriter csv, InfluenceResult result, int t, String name, int[] rows, float[] scores) {
        Dataset test = result.test();
        Dataset train = result.train();
        int[] labels = train.labels();
        for (int r = 0; r < rows.length; r++) {
            csv.writeRecord(
                    Integer.toString(test.index(t)),
                    test.classNames().get(test.labels()[t]),
                    test.classNames().get(result.predicted()[t]),
                    name,
                    Integer.toString(r + 1),
                    Integer.toString(train.index(rows[r])),
                    train.classNames().get(labels[rows[r]]),
                    truth(train, rows[r]),
                    Float.toString(scores[r]));
        }
    }

    /**
     * Writes what is known of each training example, the highest self-influence first, replacing {@code file}.
     *
     * <p>Columns: train, label, true_label (empty where it is not known), self_influence, alignment, harm
     * (empty if no test examples were scored; see {@link InfluenceResult}).
     */
    public static void writeExamples(InfluenceResult result, Path file) throws IOException {
        Dataset train = result.train();
        int[] labels = train.labels();
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord("train", "label", "true_label", "self_influence", "alignment", "harm");
            for (int i : result.bySelfInfluence()) {
                csv.writeRecord(
                        Integer.toString(train.index(i)),
                        train.classNames().get(labels[i]),
                        truth(train, i),
                        Double.toString(result.selfInfluence()[i]),
                        Double.toString(result.alignment()[i]),
                        result.harm() == null ? "" : Double.toString(result.harm()[i]));
            }
        }
    }

    private static String truth(Dataset train, int i) {
        int[] truth = train.trueLabels();
        return truth == null ? "" : train.classNames().get(truth[i]);
    }
}
