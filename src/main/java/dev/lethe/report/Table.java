package dev.lethe.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.lethe.Shape;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows and columns, on their way to a file. */
record Table(int rows, List<Column> columns) {
    void write(TableFormat format, Path file) throws IOException {
        switch (format) {
            case CSV:
                csv(file);
                break;
            case NPZ:
                Npz.write(file, arrays());
                break;
            default:
                ParquetFile.write(this, file);
        }
    }

    /** A missing value is empty. */
    private void csv(Path file) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord(columns.stream().map(Column::name).collect(Collectors.toList()));
            List<String> row = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                row.clear();
                for (Column c : columns) {
                    Number value = c.at().apply(i);
                    row.add(value == null ? "" : value.toString());
                }
                csv.writeRecord(row);
            }
        }
    }

    /** An array for each column; a missing value is -1. */
    private Map<String, HostTensor> arrays() {
        Map<String, HostTensor> all = new LinkedHashMap<>();
        for (Column c : columns) {
            if (c.whole()) {
                int[] values = new int[rows];
                for (int i = 0; i < rows; i++) {
                    Number value = c.at().apply(i);
                    values[i] = value == null ? -1 : value.intValue();
                }
                all.put(c.name(), HostTensor.of(values, Shape.of(rows)));
            } else {
                float[] values = new float[rows];
                for (int i = 0; i < rows; i++) {
                    values[i] = c.at().apply(i).floatValue();
                }
                all.put(c.name(), HostTensor.of(values, Shape.of(rows)));
            }
        }
        return all;
    }
}
