package dev.lethe.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npz;
import dev.lethe.train.LedgerTable;
import dev.lethe.train.TrackingTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers and tracked epochs in all formats, read back. */
class TableFilesTest {
    @TempDir
    Path dir;

    private static TrackingTable tracked(boolean truth) {
        Map<String, float[][]> values = new LinkedHashMap<>();
        values.put("loss", new float[][] {{0.5f, Float.MIN_VALUE, 1e30f}, {3, Float.POSITIVE_INFINITY, -0f}});
        values.put("norm", new float[][] {{1, 2, 3}, {4, 5, 1 / 3f}});
        int[] trueLabel = truth ? new int[] {1, 0, 1} : null;
        return new TrackingTable(new int[] {2, 4}, new int[] {7, 0, 9}, new int[] {1, 0, 2}, trueLabel, values);
    }

    private Path write(TrackingTable table, TableFormat format) throws IOException {
        Path file = dir.resolve("tracking." + format.label());
        Files.writeString(file, "from an earlier run");
        TrackingFile.write(table, format, file);
        return file;
    }

    @Test
    void csvHasARowForEachEpochAndExample() throws IOException {
        try (CsvReader<NamedCsvRecord> csv =
                CsvReader.builder().ofNamedCsvRecord(write(tracked(true), TableFormat.CSV))) {
            List<NamedCsvRecord> rows = csv.stream().collect(Collectors.toList());
            assertEquals(
                    List.of("epoch", "index", "given_label", "true_label", "loss", "norm"),
                    rows.get(0).getHeader());
            assertEquals(6, rows.size());
            assertEquals(
                    List.of("2", "9", "2", "1", "1.0E30", "3.0"), rows.get(2).getFields());
            assertEquals(List.of("4", "7", "1", "1", "3.0", "4.0"), rows.get(3).getFields());
            assertEquals(1 / 3f, Float.parseFloat(rows.get(5).getField("norm")));
        }
        assertTrue(Files.readString(write(tracked(false), TableFormat.CSV))
                .startsWith("epoch,index,given_label,loss,norm"));
    }

    @Test
    void npzHasEpochsByExamples() throws IOException {
        Map<String, HostTensor> arrays = Npz.read(write(tracked(true), TableFormat.NPZ));
        assertEquals(
                List.of("epoch", "index", "given_label", "true_label", "loss", "norm"), List.copyOf(arrays.keySet()));
        assertArrayEquals(new int[] {2, 4}, arrays.get("epoch").ints());
        assertArrayEquals(new int[] {7, 0, 9}, arrays.get("index").ints());
        assertArrayEquals(new int[] {2, 3}, arrays.get("norm").shape().toArray());
        assertArrayEquals(
                new float[] {0.5f, Float.MIN_VALUE, 1e30f, 3, Float.POSITIVE_INFINITY, -0f},
                arrays.get("loss").floats());
    }

    @Test
    void parquetHasTheRowsOfTheCsv() throws IOException {
        List<Map<String, Object>> rows = parquet(write(tracked(true), TableFormat.PARQUET));
        assertEquals(6, rows.size());
        assertEquals(
                Map.of("epoch", 2, "index", 0, "given_label", 0, "true_label", 0, "loss", Float.MIN_VALUE, "norm", 2f),
                rows.get(1));
        assertEquals(Float.POSITIVE_INFINITY, rows.get(4).get("loss"));
        assertEquals(1 / 3f, rows.get(5).get("norm"));
    }

    private static List<Map<String, Object>> parquet(Path file) throws IOException {
        Hydrator<Map<String, Object>, Map<String, Object>, String> rows = new Hydrator<>() {
            @Override
            public Map<String, Object> start() {
                return new LinkedHashMap<>();
            }

            @Override
            public Map<String, Object> add(Map<String, Object> row, String name, Object value) {
                row.put(name, value);
                return row;
            }

            @Override
            public Map<String, Object> finish(Map<String, Object> row) {
                return row;
            }
        };
        try (Stream<Map<String, Object>> all =
                ParquetReader.streamContent(file.toFile(), rows, path -> String.join(".", path))) {
            return all.collect(Collectors.toList());
        }
    }

    @Test
    void ledgersHaveTheSameNumbersInAllFormats() throws IOException {
        LedgerTable ledger = MadeUp.run("ce", 0.9, MadeUp.data(), true).ledger();
        for (TableFormat format : TableFormat.values()) {
            LedgerFile.write(ledger, format, dir.resolve("ledger." + format.label()));
        }
        Map<String, HostTensor> arrays = Npz.read(dir.resolve("ledger.npz"));
        assertArrayEquals(ledger.margin(), arrays.get("margin").floats());
        assertArrayEquals(ledger.firstLearned(), arrays.get("first_learned").ints());
        List<Map<String, Object>> rows = parquet(dir.resolve("ledger.parquet"));
        List<String> lines = Files.readAllLines(dir.resolve("ledger.csv"));
        assertEquals(ledger.size(), rows.size());
        int never = 0;
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> row = rows.get(i);
            assertEquals(ledger.el2n()[i], row.get("el2n"));
            int learned = ledger.firstLearned()[i];
            never += learned < 0 ? 1 : 0;
            assertEquals(learned < 0 ? null : (Integer) learned, row.get("first_learned"));
            assertEquals(
                    row.values().stream()
                            .map(v -> v == null ? "" : v.toString())
                            .collect(Collectors.joining(",")),
                    lines.get(i + 1));
        }
        assertTrue(never > 0 && never < rows.size(), never + " were never learned");
    }

    @Test
    void whatThereIsNotIsNamed() {
        assertEquals(EnumSet.allOf(TableFormat.class), TableFormat.parseList("npz,parquet,csv"));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> TableFormat.parseList("csv,xlsx"));
        assertTrue(e.getMessage().contains("'xlsx' in 'csv,xlsx'; allowed: csv, npz, parquet"), e.getMessage());
        ClassLoader without = ClassLoader.getPlatformClassLoader();
        e = assertThrows(IllegalArgumentException.class, () -> ParquetFile.require(without));
        assertTrue(e.getMessage().contains("needs blue.strategic.parquet:parquet-floor"), e.getMessage());
    }
}
