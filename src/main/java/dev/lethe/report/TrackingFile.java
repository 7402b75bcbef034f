package dev.lethe.report;

import dev.lethe.Shape;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npz;
import dev.lethe.train.TrackingTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was tracked of training examples, as a file.
 *
 * <p>As CSV and Parquet one row for each tracked epoch and example, epoch by epoch: epoch, index, given_label, true_label
 * (only where it is known), then a column for each quantity. As npz arrays of the same names: epoch (epochs), index and
 * labels (examples), each quantity (epochs, examples).
 */
public final class TrackingFile {
    private TrackingFile() {}

    /**
     * Writes the account to {@code file}, replacing what is there.
     *
     * @throws IllegalArgumentException if it has more numbers of a quantity than an array or a table can have rows
     */
    public static void write(TrackingTable table, TableFormat format, Path file) throws IOException {
        long rows = (long) table.epoch().length * table.index().length;
        if (rows > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(table.epoch().length + " tracked epochs of " + table.index().length
                    + " examples are " + rows + " rows, more than one file takes: track fewer epochs");
        }
        if (format == TableFormat.NPZ) {
            Npz.write(file, arrays(table));
        } else {
            rows(table, (int) rows).write(format, file);
        }
    }

    private static Table rows(TrackingTable table, int rows) {
        int n = table.index().length;
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("epoch", true, false, i -> table.epoch()[i / n]));
        columns.add(ofExample("index", table.index()));
        columns.add(ofExample("given_label", table.given()));
        if (table.trueLabel() != null) {
            columns.add(ofExample("true_label", table.trueLabel()));
        }
        table.values().forEach((name, v) -> columns.add(new Column(name, false, false, i -> v[i / n][i % n])));
        return new Table(rows, columns);
    }

    private static Column ofExample(String name, int[] values) {
        return new Column(name, true, false, i -> values[i % values.length]);
    }

    private static Map<String, HostTensor> arrays(TrackingTable table) {
        int epochs = table.epoch().length;
        int n = table.index().length;
        Map<String, HostTensor> all = new LinkedHashMap<>();
        all.put("epoch", HostTensor.of(table.epoch(), Shape.of(epochs)));
        all.put("index", HostTensor.of(table.index(), Shape.of(n)));
        all.put("given_label", HostTensor.of(table.given(), Shape.of(n)));
        if (table.trueLabel() != null) {
            all.put("true_label", HostTensor.of(table.trueLabel(), Shape.of(n)));
        }
        table.values().forEach((name, rows) -> {
            float[] flat = new float[epochs * n];
            for (int e = 0; e < epochs; e++) {
                System.arraycopy(rows[e], 0, flat, e * n, n);
            }
            all.put(name, HostTensor.of(flat, Shape.of(epochs, n)));
        });
        return all;
    }
}
