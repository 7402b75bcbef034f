package dev.lethe.study.early;

/** Linear equations with a symmetric positive definite matrix. */
final class Cholesky {
    private Cholesky() {}

    /**
     * Solves a x = b.
     *
     * @param a lower half of (n, n), which is overwritten by its factor
     * @throws IllegalArgumentException if it is not positive definite
     */
    static double[] solve(double[][] a, double[] b) {
        int n = b.length;
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
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            x[i] = (x[i] - dot(a[i], x, i)) / a[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= a[i][i];
            for (int j = 0; j < i; j++) {
                x[j] -= a[i][j] * x[i];
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
