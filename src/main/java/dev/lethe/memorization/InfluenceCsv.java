package dev.lethe.memorization;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.lethe.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The pairs found as CSV, the strongest first.
 *
 * <p>Columns: train_index and test_index (in their sources), train_given and test_given (names of classes), influence,
 * standard_error (NaN where it is not defined), memorization (of the training example).
 */
public final class InfluenceCsv {
    private InfluenceCsv() {}

    /** Writes the table to {@code file}, replacing what is there. */
    public static void write(MemorizationReport report, Path file) throws IOException {
        Dataset train = report.runs().train();
        Dataset test = report.runs().test();
        int[] trainLabels = train.labels();
        int[] testLabels = test.labels();
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord(
                    "train_index",
                    "test_index",
                    "train_given",
                    "test_given",
                    "influence",
                    "standard_error",
                    "memorization");
            for (Influence one : report.influences()) {
                csv.writeRecord(
                        Integer.toString(train.index(one.train())),
                        Integer.toString(test.index(one.test())),
                        train.classNames().get(trainLabels[one.train()]),
                        test.classNames().get(testLabels[one.test()]),
                        Double.toString(one.value()),
                        Double.toString(one.standardError()),
                        Double.toString(report.correct().values()[one.train()]));
            }
        }
    }
}
