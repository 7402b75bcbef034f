package dev.lethe.data;

import dev.lethe.DType;
import dev.lethe.Shape;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A data set in a {@code .npz} file: arrays {@code x} and {@code y}, or {@code x_train}, {@code y_train}, {@code
 * x_test}, {@code y_test}.
 *
 * <p>x is images of type u1, shape (n, h, w), (n, h, w, c) or (n, c, h, w) with 1 or 3 channels, or rows of numbers
 * of any type, shape (n, d). y is integers from 0, shape (n) or (n, 1).
 */
public final class NpzData {
    private static final Set<String> KEYS = Set.of("x", "y", "x_train", "y_train", "x_test", "y_test");

    private NpzData() {}

    /**
     * The test part is null without {@code x_test}. There are as many classes as the largest label of both parts needs.
     *
     * @throws DataException naming file, array and value, for whatever is missing or wrong
     */
    public static Splits load(Path file) {
        Map<String, HostTensor> arrays = Npz.read(file, KEYS::contains);
        boolean split = arrays.containsKey("x_train");
        if (split == arrays.containsKey("x")) {
            throw new DataException(
                    file + ": exactly one of the arrays x and x_train must be there; found " + arrays.keySet());
        }
        boolean tested = arrays.containsKey("x_test");
        int[] train = labels(arrays, split ? "y_train" : "y", file);
        int[] test = tested ? labels(arrays, "y_test", file) : new int[0];
        int classes = 1;
        for (int[] part : new int[][] {train, test}) {
            for (int y : part) {
                classes = Math.max(classes, y + 1);
            }
        }
        String source = "npz:" + file;
        return Splits.loaded(
                part(arrays, split ? "x_train" : "x", train, classes, file, source),
                tested ? part(arrays, "x_test", test, classes, file, source) : null);
    }

    private static int[] labels(Map<String, HostTensor> arrays, String key, Path file) {
        HostTensor y = arrays.get(key);
        if (y == null) {
            throw new DataException(file + ": array '" + key + "' is missing; found " + arrays.keySet());
        }
        Shape shape = y.shape();
        boolean column = shape.rank() == 2 && shape.dim(1) == 1;
        if (y.dtype() == DType.F32 || shape.rank() != 1 && !column) {
            throw new DataException(file + ": array '" + key + "' is " + y + "; integers of shape (n) were expected");
        }
        int[] labels = new int[Math.toIntExact(shape.size())];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = y.dtype() == DType.U8 ? y.bytes()[i] & 0xFF : y.ints()[i];
            if (labels[i] < 0 || labels[i] >= Labels.MOST_CLASSES) {
                throw new DataException(file + ": array '" + key + "' element " + i + " is " + labels[i] + "; 0.."
                        + (Labels.MOST_CLASSES - 1) + " is allowed");
            }
        }
        return labels;
    }

    private static Dataset part(
            Map<String, HostTensor> arrays, String key, int[] labels, int classes, Path file, String source) {
        HostTensor x = arrays.get(key);
        String what = file + ": array '" + key + "'";
        Shape shape = x.shape();
        if (shape.size() == 0 || shape.rank() == 0 || shape.dim(0) != labels.length) {
            throw new DataException(what + " has shape " + shape + " for " + labels.length + " labels");
        }
        if (shape.rank() == 2) {
            return table(x, shape.dim(1), labels, classes, what, source);
        }
        if (x.dtype() != DType.U8 || shape.rank() < 2 || shape.rank() > 4) {
            throw new DataException(what + " is " + x + "; images of type u1 or rows of shape (n, d) were expected");
        }
        if (shape.rank() == 3) {
            return Dataset.images(x.bytes(), 1, shape.dim(1), shape.dim(2), labels, classes, null, source);
        }
        boolean first = channels(shape.dim(1));
        if (first == channels(shape.dim(3))) {
            throw new DataException(what + " has shape " + shape + "; 1 or 3 channels must stand in second or in last "
                    + "place, and not in both");
        }
        return first
                ? Dataset.images(x.bytes(), shape.dim(1), shape.dim(2), shape.dim(3), labels, classes, null, source)
                : Dataset.images(
                        Channels.first(x.bytes(), shape.dim(1) * shape.dim(2), shape.dim(3)),
                        shape.dim(3),
                        shape.dim(1),
                        shape.dim(2),
                        labels,
                        classes,
                        null,
                        source);
    }

    private static boolean channels(int extent) {
        return extent == 1 || extent == 3;
    }

    private static Dataset table(HostTensor x, int d, int[] labels, int classes, String what, String source) {
        float[] rows = x.dtype() == DType.F32 ? x.floats() : new float[labels.length * d];
        for (int i = 0; i < rows.length; i++) {
            if (x.dtype() == DType.U8) {
                rows[i] = x.bytes()[i] & 0xFF;
            } else if (x.dtype() == DType.I32) {
                rows[i] = x.ints()[i];
            } else if (!Float.isFinite(rows[i])) {
                throw new DataException(
                        what + " row " + i / d + ", column " + i % d + " is " + rows[i] + "; it must be finite");
            }
        }
        return Dataset.table(rows, d, labels, classes, null, source);
    }
}
