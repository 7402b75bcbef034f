package dev.lethe.report;

import dev.lethe.train.LedgerTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A ledger as a table, one row for each training example.
 *
 * <p>Columns: index, given_label, true_label (only where it is known), prediction, loss, probability, margin,
 * first_learned (missing if never), forgetting_events, el2n.
 */
public final class LedgerFile {
    private LedgerFile() {}

    /** Writes the ledger to {@code file}, replacing what is there. */
    public static void write(LedgerTable ledger, TableFormat format, Path file) throws IOException {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of("index", ledger.index()));
        columns.add(Column.of("given_label", ledger.given()));
        if (ledger.trueLabel() != null) {
            columns.add(Column.of("true_label", ledger.trueLabel()));
        }
        columns.add(Column.of("prediction", ledger.prediction()));
        columns.add(Column.of("loss", ledger.loss()));
        columns.add(Column.of("probability", ledger.probability()));
        columns.add(Column.of("margin", ledger.margin()));
        columns.add(Column.fromZero("first_learned", ledger.firstLearned()));
        columns.add(Column.of("forgetting_events", ledger.forgettingEvents()));
        columns.add(Column.of("el2n", ledger.el2n()));
        new Table(ledger.size(), columns).write(format, file);
    }
}
