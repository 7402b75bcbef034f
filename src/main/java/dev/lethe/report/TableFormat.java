package dev.lethe.report;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The formats in which tables with a row for each example are written. */
public enum TableFormat {
    /** Text; a missing value is empty. */
    CSV,
    /** NumPy's archive of arrays; a missing value is -1. */
    NPZ,
    /** Apache Parquet; a missing value is null. Needs the optional artifact {@value ParquetFile#ARTIFACT}. */
    PARQUET;

    /** What is allowed, for help and messages. */
    public static final String ALLOWED = "csv, npz, parquet";

    /** As in specifications, and how file names end. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads such as {@code csv,npz}.
     *
     * @throws IllegalArgumentException naming the format that there is not, or the artifact that a format needs and that is
     *     not on the class path
     */
    public static Set<TableFormat> parseList(String text) {
        Set<TableFormat> formats = EnumSet.noneOf(TableFormat.class);
        for (String name : text.split(",", -1)) {
            formats.add(Arrays.stream(values())
                    .filter(f -> f.label().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "table format '" + name + "' in '" + text + "'; allowed: " + ALLOWED)));
        }
        if (formats.contains(PARQUET)) {
            ParquetFile.require();
        }
        return formats;
    }
}
