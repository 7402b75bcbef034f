package dev.lethe.audit;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The judged labels as CSV, the most suspicious first, one row for each example.
 *
 * <p>Columns: index (in the source), source (its file where each example has its own), given and suggested (names of
 * classes), score (higher is more suspicious), reasons.
 */
public final class SuspectsCsv {
    private SuspectsCsv() {}

    /** Writes the table to {@code file}, replacing what is there. */
    public static void write(Audit audit, Path file) throws IOException {
        List<String> names = audit.data().classNames();
        int[] given = audit.evidence().given();
        int[] suggested = audit.suggested();
        double[] scores = audit.scores();
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord("index", "source", "given", "suggested", "score", "reasons");
            for (int i : audit.order()) {
                csv.writeRecord(
                        Integer.toString(audit.data().index(i)),
                        audit.data().origin(i),
                        names.get(given[i]),
                        names.get(suggested[i]),
                        Double.toString(scores[i]),
                        audit.reasons(i));
            }
        }
    }
}
