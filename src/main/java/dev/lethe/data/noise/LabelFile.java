package dev.lethe.data.noise;

import dev.lethe.DType;
import dev.lethe.data.DataException;
import dev.lethe.data.Dataset;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npy;
import java.nio.file.Path;
import java.util.List;

/**
 * Labels from a file, one for each example of the source in its order: integers in a {@code .npy} array of shape (n), or
 * one a line in a text or CSV file.
 *
 * <p>An example takes the label at {@link Dataset#index}, so that a subset takes those of its own examples.
 */
public final class LabelFile implements LabelNoise {
    private final Path file;
    private final int[] labels;

    private LabelFile(Path file, int[] labels) {
        this.file = file;
        this.labels = labels;
    }

    /** @throws DataException naming file, line and value, for whatever is wrong with it */
    public static LabelFile read(Path file) {
        return new LabelFile(file, file.toString().endsWith(".npy") ? npy(file) : text(file));
    }

    /** The labels as they stand in the file, whatever their range; a copy. */
    public int[] labels() {
        return labels.clone();
    }

    private static int[] npy(Path file) {
        HostTensor array = Npy.read(file);
        if (array.shape().rank() != 1 || array.dtype() == DType.F32) {
            throw new DataException(file + ": " + array + "; integers of shape (n) were expected");
        }
        int[] labels = new int[array.shape().dim(0)];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = array.dtype() == DType.U8 ? array.bytes()[i] & 0xFF : array.ints()[i];
        }
        return labels;
    }

    private static int[] text(Path file) {
        List<TextRows.Row> rows = TextRows.read(file);
        int[] labels = new int[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            TextRows.Row row = rows.get(i);
            if (row.fields().size() != 1) {
                throw new DataException(file + ": line " + row.line() + " has "
                        + row.fields().size() + " columns; one label was expected");
            }
            String label = row.fields().get(0).strip();
            try {
                labels[i] = Integer.parseInt(label);
            } catch (NumberFormatException e) {
                throw new DataException(
                        file + ": line " + row.line() + " is '" + label + "'; an integer was expected", e);
            }
        }
        return labels;
    }

    @Override
    public int[] apply(Dataset clean, long seed) {
        int[] given = new int[clean.size()];
        for (int i = 0; i < given.length; i++) {
            int at = clean.index(i);
            if (at >= labels.length) {
                throw new DataException(file + ": " + labels.length + " labels, but example " + i + " of "
                        + clean.source() + " stands at " + at);
            }
            given[i] = labels[at];
            if (given[i] < 0 || given[i] >= clean.classes()) {
                throw new DataException(file + ": label " + at + " is " + given[i] + "; 0.." + (clean.classes() - 1)
                        + " is allowed for " + clean.source());
            }
        }
        return given;
    }

    @Override
    public String toString() {
        return "file:" + file;
    }
}
