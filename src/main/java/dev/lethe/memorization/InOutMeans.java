package dev.lethe.memorization;

/** For each of many columns, the means over models that have it in their training set and over those that have not. */
final class InOutMeans {
    private final double[][] sum; // [out, in][column]
    private final double[][] squares;
    private final int[][] count;

    InOutMeans(int columns) {
        sum = new double[2][columns];
        squares = new double[2][columns];
        count = new int[2][columns];
    }

    /** Adds a model: whether each column is a member, and its value. */
    void add(boolean[] member, float[] value) {
        for (int i = 0; i < member.length; i++) {
            int side = member[i] ? 1 : 0;
            sum[side][i] += value[i];
            squares[side][i] += (double) value[i] * value[i];
            count[side][i]++;
        }
    }

    int[] counts(boolean in) {
        return count[in ? 1 : 0];
    }

    /** NaN where there is no model. */
    double[] means(boolean in) {
        int side = in ? 1 : 0;
        double[] means = new double[sum[side].length];
        for (int i = 0; i < means.length; i++) {
            means[i] = sum[side][i] / count[side][i];
        }
        return means;
    }

    /** Mean with less mean without; NaN where one of them is. */
    double[] differences() {
        double[] in = means(true);
        double[] out = means(false);
        for (int i = 0; i < in.length; i++) {
            in[i] -= out[i];
        }
        return in;
    }

    /** Standard errors of the differences; NaN where one side has fewer than two models. */
    double[] errors() {
        double[] errors = new double[sum[0].length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = Math.sqrt(varianceOfMean(0, i) + varianceOfMean(1, i));
        }
        return errors;
    }

    private double varianceOfMean(int side, int i) {
        int n = count[side][i];
        if (n < 2) {
            return Double.NaN;
        }
        double within = squares[side][i] - sum[side][i] * sum[side][i] / n;
        return Math.max(0, within) / (n - 1) / n;
    }
}
