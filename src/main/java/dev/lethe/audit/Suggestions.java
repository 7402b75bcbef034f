package dev.lethe.audit;

import dev.lethe.data.noise.ConfidentJoint;
import dev.lethe.data.noise.Probabilities;

/**
 * The true class k that is most probable given y and p: that of the greatest W_ky q_k.
 *
 * <p>q are the probabilities to a power, over their sum. Models that have learned the noise, or have not learned long,
 * give too much to other classes than the true one, and by them too few labels would be contradicted. The power is the
 * one of {@link #POWERS} by which the given labels are most likely: the mean of ln sum_k W_ky q_k over the examples, or
 * over about {@value #SAMPLE} of them, W as the confident joint has it.
 */
final class Suggestions {
    private static final double[] POWERS = {1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8};
    private static final int SAMPLE = 10_000;

    private Suggestions() {}

    /** A class for each example; the given one of equals. */
    static int[] of(Evidence evidence, ConfidentJoint joint) {
        Probabilities q = raised(evidence.probabilities(), power(evidence, joint));
        double[][] w = Mistakes.estimate(q, evidence.given(), joint);
        int[] suggested = evidence.given().clone();
        for (int i = 0; i < suggested.length; i++) {
            int y = suggested[i];
            double most = w[y][y] * q.at(i, y);
            for (int k = 0; k < w.length; k++) {
                double posterior = w[k][y] * q.at(i, k);
                if (posterior > most) {
                    most = posterior;
                    suggested[i] = k;
                }
            }
        }
        return suggested;
    }

    private static double power(Evidence evidence, ConfidentJoint joint) {
        double[][] w = Mistakes.ofJoint(joint, evidence.given().length);
        int apart = Math.max(1, evidence.given().length / SAMPLE);
        double best = 1;
        double most = Double.NEGATIVE_INFINITY;
        for (double power : POWERS) {
            double sum = 0;
            for (int i = 0; i < evidence.given().length; i += apart) {
                double[] q = raised(evidence.probabilities().row(i), power);
                double likelihood = 0;
                for (int k = 0; k < q.length; k++) {
                    likelihood += w[k][evidence.given()[i]] * q[k];
                }
                sum += StrictMath.log(likelihood);
            }
            if (sum > most) {
                most = sum;
                best = power;
            }
        }
        return best;
    }

    private static Probabilities raised(Probabilities p, double power) {
        float[] block = new float[p.size() * p.classes()];
        for (int i = 0; i < p.size(); i++) {
            double[] row = raised(p.row(i), power);
            for (int k = 0; k < row.length; k++) {
                block[i * row.length + k] = (float) row[k];
            }
        }
        return Probabilities.of(block, p.classes());
    }

    private static double[] raised(float[] p, double power) {
        double[] q = new double[p.length];
        double sum = 0;
        for (int k = 0; k < q.length; k++) {
            q[k] = StrictMath.pow(p[k], power);
            sum += q[k];
        }
        for (int k = 0; k < q.length; k++) {
            q[k] /= sum;
        }
        return q;
    }
}
