package dev.lethe.data.noise;

import dev.lethe.DType;
import dev.lethe.RandomStream;
import dev.lethe.data.DataException;
import dev.lethe.data.Dataset;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npy;
import java.nio.file.Path;
import java.util.List;

/** Each label is drawn anew, independently of the others, from the row of a matrix that belongs to its class. */
public final class TransitionMatrix implements LabelNoise {
    private static final double TOLERANCE = 1e-4; // for rows written with few digits or as 32-bit floats

    private final double[][] rows;
    private final String name;

    private TransitionMatrix(double[][] rows, String name) {
        this.rows = rows;
        this.name = name;
    }

    /**
     * @param rows (K, K); row k holds the probabilities of the given labels of class k, and sums to 1 within 1e-4
     * @throws IllegalArgumentException naming the row that is too short or long, negative, or does not sum to 1
     */
    public static TransitionMatrix of(double[][] rows) {
        return of(rows, "asymmetric");
    }

    private static TransitionMatrix of(double[][] rows, String name) {
        double[][] copy = new double[rows.length][];
        for (int k = 0; k < rows.length; k++) {
            if (rows[k].length != rows.length) {
                throw new IllegalArgumentException(
                        "row " + k + " has " + rows[k].length + " entries; " + rows.length + " were expected");
            }
            double sum = 0;
            for (double p : rows[k]) {
                if (!(p >= 0 && p <= 1)) {
                    throw new IllegalArgumentException("row " + k + " has the entry " + p + "; 0..1 is allowed");
                }
                sum += p;
            }
            if (Math.abs(sum - 1) > TOLERANCE) {
                throw new IllegalArgumentException("row " + k + " sums to " + sum + "; 1 was expected");
            }
            copy[k] = rows[k].clone();
        }
        return new TransitionMatrix(copy, name);
    }

    /**
     * A matrix from a {@code .npy} file of floats or a CSV file without header.
     *
     * @throws DataException naming file, row and value, for whatever is wrong with it
     */
    public static TransitionMatrix read(Path file) {
        double[][] rows = file.toString().endsWith(".npy") ? npy(file) : csv(file);
        try {
            return of(rows, "asymmetric:" + file);
        } catch (IllegalArgumentException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        }
    }

    /** (K, K): a copy of the rows, each with the probabilities of the labels that are given to one class. */
    public double[][] rows() {
        double[][] copy = new double[rows.length][];
        for (int k = 0; k < rows.length; k++) {
            copy[k] = rows[k].clone();
        }
        return copy;
    }

    private static double[][] npy(Path file) {
        HostTensor array = Npy.read(file);
        if (array.shape().rank() != 2 || array.dtype() != DType.F32) {
            throw new DataException(file + ": " + array + "; a square matrix of floats was expected");
        }
        double[][] rows = new double[array.shape().dim(0)][array.shape().dim(1)];
        for (int k = 0; k < rows.length; k++) {
            for (int j = 0; j < rows[k].length; j++) {
                rows[k][j] = array.floats()[k * rows[k].length + j];
            }
        }
        return rows;
    }

    private static double[][] csv(Path file) {
        List<TextRows.Row> lines = TextRows.read(file);
        double[][] rows = new double[lines.size()][];
        for (int k = 0; k < rows.length; k++) {
            List<String> fields = lines.get(k).fields();
            rows[k] = new double[fields.size()];
            for (int j = 0; j < rows[k].length; j++) {
                try {
                    rows[k][j] = Double.parseDouble(fields.get(j).strip());
                } catch (NumberFormatException e) {
                    throw new DataException(
                            file + ": line " + lines.get(k).line() + ", column " + (j + 1) + " is '" + fields.get(j)
                                    + "'; a number was expected",
                            e);
                }
            }
        }
        return rows;
    }

    @Override
    public int[] apply(Dataset clean, long seed) {
        if (clean.classes() != rows.length) {
            throw new IllegalArgumentException(
                    name + " is for " + rows.length + " classes; " + clean.source() + " has " + clean.classes());
        }
        RandomStream random = new RandomStream(seed, "noise/matrix");
        int[] labels = clean.labels();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = draw(rows[labels[i]], random.uniform());
        }
        return labels;
    }

    /** The first k at which the sum of the probabilities up to k exceeds {@code u}; never one of probability 0. */
    static int draw(double[] probabilities, double u) {
        int chosen = -1;
        for (int k = 0; k < probabilities.length; k++) {
            if (probabilities[k] > 0) {
                chosen = k;
                u -= probabilities[k];
                if (u < 0) {
                    break;
                }
            }
        }
        return chosen;
    }

    @Override
    public String toString() {
        return name;
    }
}
