package dev.lethe.loss;

import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The losses as their papers write them, in float64, for one example; and derivatives by differences. */
final class LossReference {
    private LossReference() {}

    static double[] softmax(double[] z) {
        double max = max(z);
        double sum = sum(z.length, j -> Math.exp(z[j] - max));
        return IntStream.range(0, z.length)
                .mapToDouble(j -> Math.exp(z[j] - max) / sum)
                .toArray();
    }

    private static double max(double[] z) {
        double max = z[0];
        for (double v : z) {
            max = Math.max(max, v);
        }
        return max;
    }

    private static double sum(int n, IntToDoubleFunction f) {
        double s = 0;
        for (int i = 0; i < n; i++) {
            s += f.applyAsDouble(i);
        }
        return s;
    }

    /** Logarithm of the softmax at {@code j}. */
    static double logP(double[] z, int j) {
        double max = max(z);
        return z[j] - max - Math.log(sum(z.length, i -> Math.exp(z[i] - max)));
    }

    /** What the probabilities are: softmax, logistic functions, or the outputs themselves. */
    static double[] probabilities(Loss loss, double[] z) {
        if (loss instanceof SquaredError) {
            return z;
        }
        if (loss instanceof BinaryCrossEntropy) {
            return IntStream.range(0, z.length)
                    .mapToDouble(j -> 1 / (1 + Math.exp(-z[j])))
                    .toArray();
        }
        if (loss instanceof BiTempered) {
            return AuthorsReference.tempered(z, ((BiTempered) loss).t2());
        }
        return softmax(z);
    }

    /** The loss of outputs z with targets t; m is the row of the table of a loss that has one. */
    static double value(Loss loss, double[] z, double[] t, double[] m) {
        int k = z.length;
        double[] p = probabilities(loss, z);
        if (loss instanceof CrossEntropy) {
            double s = ((CrossEntropy) loss).smoothing();
            return sum(k, j -> -((1 - s) * t[j] + s / k) * logP(z, j));
        }
        if (loss instanceof BinaryCrossEntropy) {
            return sum(k, j -> t[j] * softplus(-z[j]) + (1 - t[j]) * softplus(z[j])) / k;
        }
        if (loss instanceof SquaredError || loss instanceof BrierScore) {
            double squares = sum(k, j -> (p[j] - t[j]) * (p[j] - t[j]));
            return loss instanceof BrierScore ? squares : squares / k;
        }
        if (loss instanceof MeanAbsoluteError) {
            return sum(k, y -> t[y] * sum(k, j -> Math.abs(p[j] - (j == y ? 1 : 0))));
        }
        if (loss instanceof GeneralizedCrossEntropy) {
            double q = ((GeneralizedCrossEntropy) loss).q();
            return sum(k, j -> t[j] * -Math.expm1(q * logP(z, j)) / q);
        }
        if (loss instanceof RobustLogLoss) {
            double a = ((RobustLogLoss) loss).alpha();
            return sum(
                    k,
                    y -> t[y]
                            * (Math.log((a + 1) / a)
                                    - Math.log(a + p[y])
                                    + sum(k, j -> j == y ? 0 : Math.log(a + p[j])) / (k - 1)));
        }
        if (loss instanceof LabelSmoothing) {
            return value(new CrossEntropy(((LabelSmoothing) loss).smoothing()), z, t, m);
        }
        if (AuthorsReference.has(loss)) {
            return AuthorsReference.value(loss, z, t, m);
        }
        if (!(loss instanceof EarlyLearning)) {
            double[] s = IntStream.range(0, k).mapToDouble(j -> logP(z, j)).toArray();
            return RobustReference.value(loss, s, t);
        }
        EarlyLearning elr = (EarlyLearning) loss;
        double u = sum(k, j -> m[j] * Math.min(Math.max(p[j], 1e-4), 1 - 1e-4));
        return sum(k, j -> -t[j] * logP(z, j)) + elr.lambda() * Math.log(1 - u);
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** Derivatives of f at z, from four points. */
    static double[] gradient(ToDoubleFunction<double[]> f, double[] z) {
        double h = 1e-4;
        double[] g = new double[z.length];
        for (int j = 0; j < z.length; j++) {
            double[] at = z.clone();
            double near = 0;
            double far = 0;
            for (int side = -1; side <= 1; side += 2) {
                at[j] = z[j] + side * h;
                near += side * f.applyAsDouble(at);
                at[j] = z[j] + 2 * side * h;
                far += side * f.applyAsDouble(at);
            }
            g[j] = (8 * near - far) / (12 * h);
        }
        return g;
    }
}
