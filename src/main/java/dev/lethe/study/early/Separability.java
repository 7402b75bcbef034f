package dev.lethe.study.early;

import dev.lethe.measure.Cholesky;

/**
 * Whether a hyperplane through the origin has all given labels on their sides, decided with a proof.
 *
 * <p>Newton's method on the logistic loss ends in one of two ways. Either some theta has every margin positive, which
 * separates the labels. Or the gradient vanishes at a finite theta: then the examples, turned by their labels and weighted
 * by positive numbers, sum to zero, and nothing separates them.
 */
final class Separability {
    private static final int MOST_STEPS = 200;
    private static final double VANISHED = 1e-10;
    private static final double ROUNDING = 1e-12;
    private static final double DAMPING = 1e-10;

    private final TwoGaussians data;
    private final double[] turned; // (n, p): examples times their labels
    private final double[] theta;
    private final double[] weight;

    private Separability(TwoGaussians data) {
        this.data = data;
        this.theta = new double[data.p()];
        this.weight = new double[data.n()];
        this.turned = new double[data.n() * data.p()];
        for (int i = 0; i < data.n(); i++) {
            double e = 1 - 2 * data.given()[i];
            for (int j = 0; j < data.p(); j++) {
                turned[i * data.p() + j] = e * data.x()[i * data.p() + j];
            }
        }
    }

    /** @throws IllegalStateException if neither proof is found, which needs data on the very border */
    static boolean of(TwoGaussians data) {
        return new Separability(data).decide();
    }

    private boolean decide() {
        double loss = weigh(theta);
        for (int step = 0; step < MOST_STEPS; step++) {
            if (separates(theta)) {
                return true;
            }
            double[] gradient = gradient();
            if (squares(gradient) < VANISHED * VANISHED) {
                return false;
            }
            double[] direction = Cholesky.of(hessian()).solve(gradient);
            loss = descend(direction, loss);
        }
        throw new IllegalStateException("whether " + data.n() + " labels in " + data.p() + " dimensions are separable"
                + " was not decided in " + MOST_STEPS + " steps");
    }

    /** Halves the step until the loss does not grow, rounding aside, and returns the loss. */
    private double descend(double[] direction, double loss) {
        double[] next = new double[theta.length];
        for (double length = 1; length > ROUNDING; length /= 2) {
            for (int j = 0; j < next.length; j++) {
                next[j] = theta[j] + length * direction[j];
            }
            double reached = weigh(next);
            if (reached <= loss + ROUNDING) {
                System.arraycopy(next, 0, theta, 0, next.length);
                return reached;
            }
        }
        return weigh(theta);
    }

    /** Sets the weight of each example, the sigmoid of its negative margin, and returns the mean loss. */
    private double weigh(double[] at) {
        double loss = 0;
        for (int i = 0; i < weight.length; i++) {
            double m = margin(at, i);
            double small = StrictMath.exp(-Math.abs(m));
            weight[i] = (m >= 0 ? small : 1) / (1 + small);
            loss += StrictMath.log1p(small) + Math.max(0, -m);
        }
        return loss / weight.length;
    }

    private double margin(double[] at, int i) {
        double sum = 0;
        for (int j = 0; j < at.length; j++) {
            sum += turned[i * at.length + j] * at[j];
        }
        return sum;
    }

    private boolean separates(double[] at) {
        for (int i = 0; i < weight.length; i++) {
            if (!(margin(at, i) > 0)) {
                return false;
            }
        }
        return true;
    }

    /** Of the mean loss, with its sign turned: the weighted mean of the turned examples. */
    private double[] gradient() {
        double[] sum = new double[theta.length];
        for (int i = 0; i < weight.length; i++) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] += weight[i] / weight.length * turned[i * sum.length + j];
            }
        }
        return sum;
    }

    /** Lower half of the second derivative of the mean loss, (p, p), damped so that it has full rank. */
    private double[][] hessian() {
        int p = theta.length;
        double[][] h = new double[p][p];
        for (int i = 0; i < weight.length; i++) {
            double w = weight[i] * (1 - weight[i]) / weight.length;
            for (int j = 0; j < p; j++) {
                double wx = w * turned[i * p + j];
                double[] row = h[j];
                for (int k = 0; k <= j; k++) {
                    row[k] += wx * turned[i * p + k];
                }
            }
        }
        for (int j = 0; j < p; j++) {
            h[j][j] += DAMPING;
        }
        return h;
    }

    private static double squares(double[] v) {
        double sum = 0;
        for (double x : v) {
            sum += x * x;
        }
        return sum;
    }
}
