package dev.lethe.study.robust;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Runs that are done, a line of JSON each, so that an interrupted study goes on where it was and a larger one takes over
 * what a smaller one did.
 */
final class Cells {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Cell> done = new HashMap<>();

    /** @throws IllegalStateException naming the line that is none of such a file */
    Cells(Path file) {
        this.file = file;
        if (!Files.exists(file)) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                try {
                    Cell cell = JSON.readValue(lines.get(i), Cell.class);
                    done.put(cell.key(), cell);
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException(
                            file + ": line " + (i + 1) + " is no run that was done; take it out, or the file", e);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The run of this key: as it was done, or done now and written down. */
    Cell of(String key, Supplier<Cell> run) {
        Cell cell = done.get(key);
        if (cell == null) {
            cell = run.get();
            done.put(key, cell);
            try {
                Files.writeString(
                        file,
                        JSON.writeValueAsString(cell) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
            }
        }
        return cell;
    }
}
