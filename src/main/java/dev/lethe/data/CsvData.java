package dev.lethe.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A table in a CSV file: finite numbers and one column of labels.
 *
 * <p>The label column is the one whose header says label, class or target; otherwise the last. The first line is a
 * header if it names such a column, or if any other of its fields than the last is no number. Distinct labels become
 * classes 0, 1, ...: in order of value if all are integers, else sorted as text.
 */
public final class CsvData {
    private static final Set<String> LABEL_NAMES = Set.of("label", "class", "target");

    private CsvData() {}

    /** @throws DataException naming file, line, column and value, for whatever is wrong with the file */
    public static Dataset load(Path file) {
        List<float[]> rows = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        try (CsvReader<CsvRecord> csv =
                CsvReader.builder().detectBomHeader(true).skipEmptyLines(true).ofCsvRecord(file)) {
            String[] columns = null;
            int label = -1;
            for (CsvRecord record : csv) {
                if (columns == null) {
                    columns = columns(record);
                    label = labelColumn(columns);
                    if (columns.length < 2) {
                        throw new DataException(file + ": line " + record.getStartingLineNumber()
                                + " has one column; a feature and a label are needed");
                    }
                    if (label >= 0 || isHeader(record)) {
                        label = label < 0 ? columns.length - 1 : label;
                        continue;
                    }
                    label = columns.length - 1;
                    columns = numbered(columns.length);
                }
                rows.add(row(record, columns, label, file));
                labels.add(label(record, columns, label, file));
            }
        } catch (IOException | UncheckedIOException | CsvParseException e) {
            String cause = e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")";
            throw new DataException(file + ": " + Input.reason(e) + cause, e);
        }
        if (rows.isEmpty()) {
            throw new DataException(file + ": no rows of data");
        }
        return dataset(rows, labels, file);
    }

    private static Dataset dataset(List<float[]> rows, List<String> labels, Path file) {
        List<String> names = classNames(labels, file);
        if (names.size() > Labels.MOST_CLASSES) {
            throw new DataException(
                    file + ": " + names.size() + " distinct labels; at most " + Labels.MOST_CLASSES + " are allowed");
        }
        Map<String, Integer> number = new TreeMap<>();
        for (int k = 0; k < names.size(); k++) {
            number.put(names.get(k), k);
        }
        int d = rows.get(0).length;
        if ((long) rows.size() * d > Integer.MAX_VALUE - 8) {
            throw new DataException(file + ": " + rows.size() + " rows of " + d + " values; 2^31-9 values fit at most");
        }
        float[] block = new float[rows.size() * d];
        int[] given = new int[rows.size()];
        for (int i = 0; i < given.length; i++) {
            System.arraycopy(rows.get(i), 0, block, i * d, d);
            given[i] = number.get(labels.get(i));
        }
        return Dataset.table(block, d, given, names.size(), names, "csv:" + file);
    }

    private static List<String> classNames(List<String> labels, Path file) {
        TreeSet<String> texts = new TreeSet<>(labels);
        TreeMap<Long, String> integers = new TreeMap<>();
        for (String text : texts) {
            if (text.matches("[+-]?[0-9]{1,18}")) {
                integers.put(Long.parseLong(text), text);
            } else if (isNumber(text)) {
                throw new DataException(file + ": label '" + text + "' is a number but no integer; name the label "
                        + "column label, class or target in a header if it is not the last");
            }
        }
        return new ArrayList<>(integers.size() == texts.size() ? integers.values() : texts);
    }

    private static float[] row(CsvRecord record, String[] columns, int label, Path file) {
        if (record.getFieldCount() != columns.length) {
            throw new DataException(file + ": line " + record.getStartingLineNumber() + " has " + record.getFieldCount()
                    + " columns; " + columns.length + " were expected");
        }
        float[] row = new float[columns.length - 1];
        for (int column = 0, at = 0; column < columns.length; column++) {
            if (column == label) {
                continue;
            }
            String text = record.getField(column).strip();
            if (!isNumber(text)) {
                throw wrong(record, columns[column], text, "a finite number was expected", file);
            }
            row[at++] = Float.parseFloat(text);
        }
        return row;
    }

    private static String label(CsvRecord record, String[] columns, int label, Path file) {
        String text = record.getField(label).strip();
        if (text.isEmpty()) {
            throw wrong(record, columns[label], text, "a label was expected", file);
        }
        return text;
    }

    private static DataException wrong(CsvRecord record, String column, String text, String allowed, Path file) {
        return new DataException(file + ": line " + record.getStartingLineNumber() + ", column " + column + " is '"
                + text + "'; " + allowed);
    }

    private static String[] columns(CsvRecord record) {
        String[] columns = new String[record.getFieldCount()];
        Arrays.setAll(columns, i -> "'" + record.getField(i).strip() + "'");
        return columns;
    }

    private static String[] numbered(int count) {
        String[] columns = new String[count];
        Arrays.setAll(columns, i -> Integer.toString(i + 1));
        return columns;
    }

    private static int labelColumn(String[] columns) {
        for (int i = 0; i < columns.length; i++) {
            String name = columns[i].substring(1, columns[i].length() - 1);
            if (LABEL_NAMES.contains(name.toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isHeader(CsvRecord first) {
        for (int i = 0; i < first.getFieldCount() - 1; i++) {
            if (!isNumber(first.getField(i).strip())) {
                return true;
            }
        }
        return false;
    }

    /** A decimal number that a float can hold; Java's own suffixes, hexadecimals, NaN and Infinity are none. */
    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        try {
            return Float.isFinite(Float.parseFloat(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
