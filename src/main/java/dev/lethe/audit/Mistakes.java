package dev.lethe.audit;

import dev.lethe.data.noise.ConfidentJoint;
import dev.lethe.data.noise.Probabilities;

/**
 * W_ky, the probability of the given label y where the true class is k, estimated for use as weights: no entry is 0.
 *
 * <p>It begins with the counts of the calibrated confident joint. Two steps of expectation and maximisation follow, in
 * which each example counts for class k by its posterior W_ky p_k: they take back what is not label noise but doubt
 * of the model. More steps would make no difference for a model that does not know of the noise, and for one that has
 * learned it, more would explain the noise away.
 *
 * <p>Before each use, counts off the diagonal are drawn to their mean m as far as their variance v is that of chance:
 * they are taken for Poisson numbers whose rates follow a gamma distribution of shape a = m^2 / (v - m), so that a count
 * c becomes m (c + a) / (m + a), and m where v is not above m.
 */
final class Mistakes {
    private static final int STEPS = 2;
    private static final double UNSEEN = 0.5; // examples, spread over all pairs
    private static final double LEAST_RIGHT = 1; // examples of each class

    private Mistakes() {}

    /** (K, K), true classes by given labels; rows sum to 1. */
    static double[][] estimate(Probabilities p, int[] given, ConfidentJoint joint) {
        double[][] w = ofJoint(joint, given.length);
        for (int step = 0; step < STEPS; step++) {
            w = drawnTogether(expected(w, p, given));
        }
        return w;
    }

    /** As the confident joint of n examples has them, without a step. */
    static double[][] ofJoint(ConfidentJoint joint, int n) {
        double[][] q = joint.joint();
        double[][] counts = new double[q.length][q.length];
        for (int k = 0; k < q.length; k++) {
            for (int y = 0; y < q.length; y++) {
                counts[k][y] = q[y][k] * n;
            }
        }
        return drawnTogether(counts);
    }

    private static double[][] expected(double[][] w, Probabilities p, int[] given) {
        double[][] counts = new double[w.length][w.length];
        double[] posterior = new double[w.length];
        for (int i = 0; i < given.length; i++) {
            int y = given[i];
            double sum = 0;
            for (int k = 0; k < posterior.length; k++) {
                posterior[k] = w[k][y] * p.at(i, k);
                sum += posterior[k];
            }
            for (int k = 0; k < posterior.length; k++) {
                counts[k][y] += posterior[k] / sum;
            }
        }
        return counts;
    }

    /** Counts as probabilities by row. */
    private static double[][] drawnTogether(double[][] counts) {
        int classes = counts.length;
        int pairs = classes * (classes - 1);
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < classes; k++) {
            for (int y = 0; y < classes; y++) {
                double count = k == y ? 0 : counts[k][y];
                sum += count;
                squares += count * count;
            }
        }
        double mean = (sum + UNSEEN) / pairs;
        double variance = (squares - sum * sum / pairs) / (pairs - 1);
        double shape = mean * mean / (variance - mean); // used only where it is positive
        double[][] w = new double[classes][classes];
        for (int k = 0; k < classes; k++) {
            double row = 0;
            for (int y = 0; y < classes; y++) {
                double pair = variance > mean ? mean * (counts[k][y] + shape) / (mean + shape) : mean;
                w[k][y] = k == y ? Math.max(counts[k][y], LEAST_RIGHT) : pair;
                row += w[k][y];
            }
            for (int y = 0; y < classes; y++) {
                w[k][y] /= row;
            }
        }
        return w;
    }
}
