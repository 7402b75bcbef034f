package dev.lethe.study.memorization;

import dev.lethe.measure.RankingMeasures;
import dev.lethe.memorization.MemorizationScores;
import java.util.Arrays;

/**
 * What scores say of right and of wrong labels, over the examples whose score is defined.
 *
 * @param clean mean score of right labels
 * @param flipped mean score of wrong labels
 * @param area chance that a wrong label has the higher score of the two
 * @param absolute mean distance of all scores from 0
 * @param error root of the mean squared standard error, over the examples that have one
 * @param undefined how many examples have no score
 */
record Figures(double clean, double flipped, double area, double absolute, double error, int undefined) {

    static Figures of(MemorizationScores scores, boolean[] wrong) {
        double[] values = new double[wrong.length];
        boolean[] positive = new boolean[wrong.length];
        double[] sums = new double[2];
        int[] counts = new int[2];
        double absolute = 0;
        int n = 0;
        for (int i = 0; i < wrong.length; i++) {
            double score = scores.values()[i];
            if (!Double.isNaN(score)) {
                values[n] = score;
                positive[n++] = wrong[i];
                sums[wrong[i] ? 1 : 0] += score;
                counts[wrong[i] ? 1 : 0]++;
                absolute += Math.abs(score);
            }
        }
        boolean both = counts[0] > 0 && counts[1] > 0;
        return new Figures(
                sums[0] / counts[0],
                sums[1] / counts[1],
                both
                        ? RankingMeasures.areaUnderCurve(Arrays.copyOf(values, n), Arrays.copyOf(positive, n))
                        : Double.NaN,
                absolute / n,
                Math.sqrt(Arrays.stream(scores.standardErrors())
                        .filter(e -> !Double.isNaN(e))
                        .map(e -> e * e)
                        .average()
                        .orElse(Double.NaN)),
                scores.undefined());
    }

    /** Fractions of the chosen examples whose score is at least each of {@code thresholds}; NaN if none is chosen. */
    static double[] above(MemorizationScores scores, boolean[] chosen, double[] thresholds) {
        double[] fractions = new double[thresholds.length];
        int n = 0;
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] && !Double.isNaN(scores.values()[i])) {
                n++;
                for (int t = 0; t < thresholds.length; t++) {
                    fractions[t] += scores.values()[i] >= thresholds[t] ? 1 : 0;
                }
            }
        }
        for (int t = 0; t < thresholds.length; t++) {
            fractions[t] /= n;
        }
        return fractions;
    }
}
