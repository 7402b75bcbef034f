package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Tensor;

/** Transition matrices of label noise on the host, row i for true class i: what corrected losses do with them. */
final class NoiseMatrix {
    private static final double TOLERANCE = 1e-4;

    /** Largest condition number of a matrix that is inverted: of a float about one digit is left then. */
    private static final double CONDITION = 1e6;

    private NoiseMatrix() {}

    /**
     * @param name of the loss
     * @throws IllegalArgumentException naming what keeps {@code rows} from being row-stochastic for {@code k} classes
     */
    static double[][] checked(String name, double[][] rows, int k) {
        if (rows.length != k) {
            throw new IllegalArgumentException(
                    "loss '" + name + "': a noise matrix of " + rows.length + " rows for " + k + " classes");
        }
        for (int i = 0; i < k; i++) {
            if (rows[i].length != k) {
                throw new IllegalArgumentException("loss '" + name + "': row " + i + " of the noise matrix has "
                        + rows[i].length + " entries, " + k + " are expected");
            }
            double sum = 0;
            for (int j = 0; j < k; j++) {
                double p = rows[i][j];
                if (!(p >= 0 && p <= 1)) {
                    throw new IllegalArgumentException("loss '" + name + "': the noise matrix has " + p + " in row " + i
                            + ", column " + j + "; 0 to 1 is allowed");
                }
                sum += p;
            }
            if (Math.abs(sum - 1) > TOLERANCE) {
                throw new IllegalArgumentException("loss '" + name + "': row " + i + " of the noise matrix sums to "
                        + sum + ", not to 1 within " + TOLERANCE);
            }
        }
        return rows;
    }

    static double[][] identity(int k) {
        double[][] rows = new double[k][k];
        for (int i = 0; i < k; i++) {
            rows[i][i] = 1;
        }
        return rows;
    }

    static double[][] transposed(double[][] rows) {
        double[][] columns = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                columns[j][i] = rows[i][j];
            }
        }
        return columns;
    }

    /**
     * By Gauss-Jordan elimination with row pivots.
     *
     * @throws IllegalArgumentException if the condition number, by the largest row sum, is above 1e6
     */
    static double[][] inverse(String name, double[][] rows) {
        int k = rows.length;
        double[][] left = new double[k][];
        double[][] right = identity(k);
        for (int i = 0; i < k; i++) {
            left[i] = rows[i].clone();
        }
        for (int c = 0; c < k; c++) {
            int pivot = c;
            for (int i = c + 1; i < k; i++) {
                pivot = Math.abs(left[i][c]) > Math.abs(left[pivot][c]) ? i : pivot;
            }
            if (left[pivot][c] == 0) {
                throw singular(name, "infinite");
            }
            swap(left, c, pivot);
            swap(right, c, pivot);
            double factor = 1 / left[c][c];
            for (int i = 0; i < k; i++) {
                if (i != c) {
                    double share = left[i][c] * factor;
                    subtract(left[i], left[c], share);
                    subtract(right[i], right[c], share);
                }
            }
            multiply(left[c], factor);
            multiply(right[c], factor);
        }
        double condition = norm(rows) * norm(right);
        if (!(condition <= CONDITION)) {
            throw singular(name, Double.toString(condition));
        }
        return right;
    }

    private static IllegalArgumentException singular(String name, String condition) {
        return new IllegalArgumentException(
                "loss '" + name + "': the noise matrix cannot be inverted, its condition number"
                        + " is " + condition + "; at most " + CONDITION
                        + " is allowed. Its rows must differ: two classes that are"
                        + " labelled alike cannot be told apart again");
    }

    private static void swap(double[][] rows, int a, int b) {
        double[] row = rows[a];
        rows[a] = rows[b];
        rows[b] = row;
    }

    private static void subtract(double[] from, double[] row, double share) {
        for (int j = 0; j < from.length; j++) {
            from[j] -= share * row[j];
        }
    }

    private static void multiply(double[] row, double factor) {
        for (int j = 0; j < row.length; j++) {
            row[j] *= factor;
        }
    }

    /** Largest sum of absolute values of a row. */
    private static double norm(double[][] rows) {
        double largest = 0;
        for (double[] row : rows) {
            double sum = 0;
            for (double v : row) {
                sum += Math.abs(v);
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    /** A new tensor that holds the identity. */
    static Tensor tensor(Device device, Arena data, int k) {
        Tensor matrix = data.floats(k, k);
        upload(device, identity(k), matrix);
        return matrix;
    }

    static void upload(Device device, double[][] rows, Tensor to) {
        float[] flat = new float[to.count()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                flat[i * rows.length + j] = (float) rows[i][j];
            }
        }
        device.upload(flat, to);
    }

    /** Checks the arguments that corrected losses have in common. */
    static void require(String name, Tensor matrix, int warmup) {
        if (matrix.type() != DType.F32 || matrix.rank() != 2 || matrix.rows() != matrix.columns()) {
            throw new IllegalArgumentException(
                    "the matrix of loss '" + name + "' is F32 of (classes, classes), not " + matrix);
        }
        if (warmup < 0) {
            throw new IllegalArgumentException("warmup " + warmup + " of loss '" + name + "' is not at least 0");
        }
    }

    static void requireFit(String name, Tensor outputs, Tensor matrix) {
        if (outputs.columns() != matrix.columns()) {
            throw new IllegalArgumentException(
                    "loss '" + name + "': outputs " + outputs + " but a noise matrix of " + matrix);
        }
    }
}
