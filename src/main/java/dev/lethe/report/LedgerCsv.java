package dev.lethe.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.lethe.train.LedgerTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A ledger as CSV, one row for each training example.
 *
 * <p>Columns: index, given_label, true_label (only where it is known), prediction, loss, probability, margin,
 * first_learned (empty if never), forgetting_events, el2n.
 */
public final class LedgerCsv {
    private LedgerCsv() {}

    /** Writes the ledger to {@code file}, replacing what is there. */
    public static void write(LedgerTable ledger, Path file) throws IOException {
        boolean truth = ledger.trueLabel() != null;
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            List<String> row = new ArrayList<>(List.of("index", "given_label"));
            if (truth) {
                row.add("true_label");
            }
            row.addAll(List.of(
                    "prediction", "loss", "probability", "margin", "first_learned", "forgetting_events", "el2n"));
            csv.writeRecord(row);
            for (int i = 0; i < ledger.size(); i++) {
                row.clear();
                row.add(Integer.toString(ledger.index()[i]));
                row.add(Integer.toString(ledger.given()[i]));
                if (truth) {
                    row.add(Integer.toString(ledger.trueLabel()[i]));
                }
                row.add(Integer.toString(ledger.prediction()[i]));
                row.add(Float.toString(ledger.loss()[i]));
                row.add(Float.toString(ledger.probability()[i]));
                row.add(Float.toString(ledger.margin()[i]));
                int learned = ledger.firstLearned()[i];
                row.add(learned < 0 ? "" : Integer.toString(learned));
                row.add(Integer.toString(ledger.forgettingEvents()[i]));
                row.add(Float.toString(ledger.el2n()[i]));
                csv.writeRecord(row);
            }
        }
    }
}
