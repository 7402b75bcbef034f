package dev.lethe.data.noise;

import dev.lethe.DType;
import dev.lethe.data.DataException;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npy;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Predicted probabilities of the classes, one row for each example, checked once for all that is made of them.
 *
 * <p>A row has two entries or more, none negative or NaN, and sums to 1 within {@value #TOLERANCE}.
 */
public final class Probabilities {
    /** How far the sum of a row may be from 1: for rows written with few digits. */
    public static final double TOLERANCE = 1e-3;

    private final float[] block; // (n, k)
    private final int classes;

    private Probabilities(float[] block, int classes) {
        this.block = block;
        this.classes = classes;
    }

    /**
     * @param rows (n, k), copied
     * @throws IllegalArgumentException naming the row and what is wrong with it, or if there is no row or only one class
     */
    public static Probabilities of(float[][] rows) {
        int classes = rows.length == 0 ? 0 : rows[0].length;
        if ((long) rows.length * classes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    rows.length + " rows of " + classes + " probabilities: 2^31-9 values fit at most");
        }
        float[] block = new float[rows.length * classes];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != classes) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + rows[i].length + " probabilities, row 0 has " + classes);
            }
            System.arraycopy(rows[i], 0, block, i * classes, classes);
        }
        return of(block, classes);
    }

    /**
     * @param block (n, k), row after row; it now belongs to the result
     * @throws IllegalArgumentException as {@link #of(float[][])}
     */
    public static Probabilities of(float[] block, int classes) {
        if (block.length == 0) {
            throw new IllegalArgumentException("there are no probabilities; at least one example is needed");
        }
        if (classes < 2) {
            throw new IllegalArgumentException("probabilities of " + classes + " class; at least 2 are needed");
        }
        if (block.length % classes != 0) {
            throw new IllegalArgumentException(block.length + " values are not rows of " + classes);
        }
        for (int row = 0; row < block.length / classes; row++) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                float p = block[row * classes + k];
                if (!(p >= 0)) {
                    throw new IllegalArgumentException("row " + row + ", class " + k + " has the probability " + p
                            + "; 0..1 is allowed" + (p < 0 ? " (a softmax of logits is needed)" : ""));
                }
                sum += p;
            }
            if (!(Math.abs(sum - 1) <= TOLERANCE)) {
                throw new IllegalArgumentException(
                        "row " + row + " sums to " + sum + "; 1 within " + TOLERANCE + " is allowed");
            }
        }
        return new Probabilities(block, classes);
    }

    /**
     * Floats of shape (n, k) in a {@code .npy} file.
     *
     * @throws DataException naming file, row and value, for whatever is wrong with it
     */
    public static Probabilities read(Path file) {
        HostTensor array = Npy.read(file);
        if (array.shape().rank() != 2 || array.dtype() != DType.F32) {
            throw new DataException(file + ": " + array + "; floats of shape (examples, classes) were expected");
        }
        try {
            return of(array.floats(), array.shape().dim(1));
        } catch (IllegalArgumentException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        }
    }

    /** Number of examples. */
    public int size() {
        return block.length / classes;
    }

    /** Number of classes, at least 2. */
    public int classes() {
        return classes;
    }

    /** Probability of class {@code k} for example {@code i}. */
    public float at(int i, int k) {
        return block[i * classes + k];
    }

    /** The row of example {@code i}, a copy. */
    public float[] row(int i) {
        return Arrays.copyOfRange(block, i * classes, (i + 1) * classes);
    }

    /** The most probable class of example {@code i}; the smallest of equals. */
    public int likeliest(int i) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            best = at(i, k) > at(i, best) ? k : best;
        }
        return best;
    }

    /** The most probable class of example {@code i} but for {@code y}; the smallest of equals. */
    public int likeliestBut(int i, int y) {
        int best = -1;
        for (int k = 0; k < classes; k++) {
            if (k != y && (best < 0 || at(i, k) > at(i, best))) {
                best = k;
            }
        }
        return best;
    }

    /**
     * Checks that there is one label in 0..k-1 for each example.
     *
     * @throws IllegalArgumentException naming the counts, or the label and its position
     */
    public void requireLabels(int[] labels) {
        if (labels.length != size()) {
            throw new IllegalArgumentException(
                    labels.length + " labels for the probabilities of " + size() + " examples");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("label " + labels[i] + " of example " + i + " is not in 0.."
                        + (classes - 1) + ", the classes of the probabilities");
            }
        }
    }
}
