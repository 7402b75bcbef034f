package dev.lethe.memorization;

import java.util.Iterator;

/**
 * How much each training example is memorized: the mean outcome over the models that were trained on it, less the mean
 * over those that were not (Feldman and Zhang, 2020, arXiv 2008.03703, and Zhang et al., 2021, arXiv 2112.12938).
 *
 * <p>Scores are in [-1, 1]. Where no model was trained on an example, or every one was, its score is not defined and is NaN.
 */
public final class MemorizationScores {
    private final InOutMeans means;
    private final double[] scores;
    private final double[] errors;

    private MemorizationScores(InOutMeans means) {
        this.means = means;
        scores = means.differences();
        errors = means.errors();
    }

    /**
     * Estimates the scores.
     *
     * @param results of one or more models, of the same examples
     * @throws IllegalArgumentException if there are none
     */
    public static MemorizationScores of(Iterable<ModelResult> results, Outcome outcome) {
        Iterator<ModelResult> all = results.iterator();
        if (!all.hasNext()) {
            throw new IllegalArgumentException("no results of models: memorization needs some");
        }
        InOutMeans means = null;
        while (all.hasNext()) {
            ModelResult one = all.next();
            means = means == null ? new InOutMeans(one.member().length) : means;
            means.add(one.member(), outcome.ofTrain(one));
        }
        return new MemorizationScores(means);
    }

    /**
     * The mean squared error that no score exceeds, by Feldman and Zhang's lemma on the subset estimator:
     * {@code 1 / (p t) + 1 / ((1 - p) t) + exp(-p t / 16) / 2} for t models, p the lesser of the ratio and 1 - ratio.
     *
     * @param ratio of the examples that a model is trained on, above 0 and below 1
     */
    public static double errorBound(double ratio, int models) {
        double p = Math.min(ratio, 1 - ratio);
        return 1 / (p * models) + 1 / ((1 - p) * models) + StrictMath.exp(-p * models / 16) / 2;
    }

    /** Number of examples. */
    public int size() {
        return scores.length;
    }

    /** A score for each example, not a copy; NaN where it is not defined. */
    public double[] values() {
        return scores;
    }

    /**
     * A standard error for each score, not a copy, from the spread of the outcomes among the models; NaN with fewer than
     * two models on either side. With outcomes of 0 and 1 it is 0 where the models agree on each side.
     */
    public double[] standardErrors() {
        return errors;
    }

    /** How many models were trained on each example; not a copy. */
    public int[] modelsIn() {
        return means.counts(true);
    }

    /** How many models were not trained on each example; not a copy. */
    public int[] modelsOut() {
        return means.counts(false);
    }

    /** Mean outcome of each example over the models that were trained on it; NaN if there are none. */
    public double[] meansIn() {
        return means.means(true);
    }

    /** Mean outcome of each example over the models that were not trained on it; NaN if there are none. */
    public double[] meansOut() {
        return means.means(false);
    }

    /** How many scores are not defined. */
    public int undefined() {
        int count = 0;
        for (double score : scores) {
            count += Double.isNaN(score) ? 1 : 0;
        }
        return count;
    }
}
