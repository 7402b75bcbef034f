package dev.lethe.measure;

/** Linear equations with a symmetric positive definite matrix, by its factor l with l l^T the matrix. */
public final class Cholesky {
    private final double[][] factor; // lower half

    private Cholesky(double[][] factor) {
        this.factor = factor;
    }

    /**
     * Factors a matrix.
     *
     * @param a lower half of (n, n), which is overwritten by its factor
     * @throws IllegalArgumentException if it is not positive definite
     */
    public static Cholesky of(double[][] a) {
        int n = a.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j] - dot(a[i], a[j], j);
                if (i > j) {
                    a[i][j] = sum / a[j][j];
                } else if (sum > 0) {
                    a[i][i] = Math.sqrt(sum);
                } else {
                    throw new IllegalArgumentException(
                            "the matrix of " + n + " rows is not positive definite in row " + i);
                }
            }
        }
        return new Cholesky(a);
    }

    /**
     * Solves a x = b.
     *
     * @param b as many numbers as a has rows
     */
    public double[] solve(double[] b) {
        int n = factor.length;
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            x[i] = (x[i] - dot(factor[i], x, i)) / factor[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= factor[i][i];
            for (int j = 0; j < i; j++) {
                x[j] -= factor[i][j] * x[i];
            }
        }
        return x;
    }

    private static double dot(double[] a, double[] b, int n) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
