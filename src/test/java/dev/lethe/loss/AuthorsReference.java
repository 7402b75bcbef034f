package dev.lethe.loss;

import java.util.function.IntToDoubleFunction;

/** Losses whose targets or probabilities are not those of the batch, as their papers write them, in float64. */
final class AuthorsReference {
    private AuthorsReference() {}

    private static double sum(int n, IntToDoubleFunction f) {
        double s = 0;
        for (int i = 0; i < n; i++) {
            s += f.applyAsDouble(i);
        }
        return s;
    }

    private static double crossEntropy(double[] z, IntToDoubleFunction target) {
        return sum(z.length, j -> -target.applyAsDouble(j) * LossReference.logP(z, j));
    }

    /** Whether {@link #value} is of such a loss. */
    static boolean has(Loss loss) {
        return loss instanceof BootstrapSoft
                || loss instanceof BootstrapHard
                || loss instanceof BiTempered
                || loss instanceof TemporalEnsembling
                || loss instanceof SelfDistillation;
    }

    static double value(Loss loss, double[] z, double[] t, double[] m) {
        int k = z.length;
        double[] p = LossReference.probabilities(loss, z);
        if (loss instanceof BootstrapSoft) {
            double beta = ((BootstrapSoft) loss).beta();
            return crossEntropy(z, j -> beta * t[j] + (1 - beta) * p[j]);
        }
        if (loss instanceof BootstrapHard) {
            double beta = ((BootstrapHard) loss).beta();
            int best = 0;
            for (int j = 1; j < k; j++) {
                best = z[j] > z[best] ? j : best;
            }
            int largest = best;
            return crossEntropy(z, j -> beta * t[j] + (j == largest ? 1 - beta : 0));
        }
        if (loss instanceof BiTempered) {
            double t1 = ((BiTempered) loss).t1();
            double powers = sum(k, j -> Math.pow(p[j], 2 - t1));
            return sum(k, y -> t[y] * (-log(p[y], t1) - (1 - powers) / (2 - t1)));
        }
        double whole = sum(k, j -> m[j]);
        if (loss instanceof TemporalEnsembling) {
            double squares = sum(k, j -> Math.pow(p[j] - m[j] / whole, 2));
            return crossEntropy(z, j -> t[j]) + (whole > 0 ? ((TemporalEnsembling) loss).weight() * squares : 0);
        }
        double share = whole > 0 ? ((SelfDistillation) loss).share() : 0;
        return crossEntropy(z, j -> (1 - share) * t[j] + (share > 0 ? share * m[j] / whole : 0));
    }

    /** log_t(u) of the tempered logistic. */
    private static double log(double u, double t) {
        return t == 1 ? Math.log(u) : (Math.pow(u, 1 - t) - 1) / (1 - t);
    }

    private static double exp(double u, double t) {
        return t == 1 ? Math.exp(u) : Math.pow(Math.max(0, 1 + (1 - t) * u), 1 / (1 - t));
    }

    /** The tempered softmax, its normalisation halved down between bounds. */
    static double[] tempered(double[] z, double t) {
        double max = z[0];
        for (double v : z) {
            max = Math.max(max, v);
        }
        double low = max;
        double high = max - log(1.0 / z.length, t);
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (sum(z.length, j -> exp(z[j] - middle, t)) > 1) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double[] p = new double[z.length];
        for (int j = 0; j < z.length; j++) {
            p[j] = exp(z[j] - high, t);
        }
        return p;
    }

    /** Sum over y of t_y (- ln of the probability of y after the noise). */
    static double forward(double[][] matrix, double[] z, double[] t) {
        double[] p = LossReference.softmax(z);
        return sum(z.length, y -> -t[y] * Math.log(sum(z.length, i -> p[i] * matrix[i][y])));
    }

    static double backward(double[][] inverse, double[] z, double[] t) {
        return sum(z.length, y -> t[y] * crossEntropy(z, j -> inverse[y][j]));
    }
}
