package dev.lethe.data.noise;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.lethe.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a small CSV or text file, empty ones left out. */
final class TextRows {
    /** The fields of one line, which counts from 1. */
    record Row(long line, List<String> fields) {}

    private TextRows() {}

    static List<Row> read(Path file) {
        List<Row> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .detectBomHeader(true)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .ofCsvRecord(file)) {
            for (CsvRecord record : csv) {
                rows.add(new Row(record.getStartingLineNumber(), record.getFields()));
            }
        } catch (IOException | UncheckedIOException | CsvParseException e) {
            throw new DataException(file + ": cannot be read as lines of text: " + e, e);
        }
        if (rows.isEmpty()) {
            throw new DataException(file + ": no lines in it");
        }
        return rows;
    }
}
