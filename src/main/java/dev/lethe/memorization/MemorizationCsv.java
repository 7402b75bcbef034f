package dev.lethe.memorization;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.lethe.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Scores as CSV, a row for each training example, in the order of the data.
 *
 * <p>Columns: index (in the source), source (its file where each example has its own), given (name of the class),
 * memorization and standard_error (of correctness), probability_memorization and probability_standard_error, in_accuracy and
 * out_accuracy, in_probability and out_probability, models_in and models_out. What is not defined is NaN.
 */
public final class MemorizationCsv {
    private MemorizationCsv() {}

    /** Writes the table to {@code file}, replacing what is there. */
    public static void write(MemorizationReport report, Path file) throws IOException {
        Dataset data = report.runs().train();
        MemorizationScores correct = report.correct();
        MemorizationScores probable = report.probable();
        int[] given = data.labels();
        double[][] columns = {
            correct.values(),
            correct.standardErrors(),
            probable.values(),
            probable.standardErrors(),
            correct.meansIn(),
            correct.meansOut(),
            probable.meansIn(),
            probable.meansOut()
        };
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord(
                    "index",
                    "source",
                    "given",
                    "memorization",
                    "standard_error",
                    "probability_memorization",
                    "probability_standard_error",
                    "in_accuracy",
                    "out_accuracy",
                    "in_probability",
                    "out_probability",
                    "models_in",
                    "models_out");
            for (int i = 0; i < data.size(); i++) {
                String[] row = new String[columns.length + 5];
                row[0] = Integer.toString(data.index(i));
                row[1] = data.origin(i);
                row[2] = data.classNames().get(given[i]);
                for (int c = 0; c < columns.length; c++) {
                    row[3 + c] = Double.toString(columns[c][i]);
                }
                row[columns.length + 3] = Integer.toString(correct.modelsIn()[i]);
                row[columns.length + 4] = Integer.toString(correct.modelsOut()[i]);
                csv.writeRecord(row);
            }
        }
    }
}
