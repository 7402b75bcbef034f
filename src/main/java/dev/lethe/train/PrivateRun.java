package dev.lethe.train;

import dev.lethe.privacy.Calibration;
import dev.lethe.privacy.Composition;
import dev.lethe.privacy.PoissonPlan;
import dev.lethe.privacy.PoissonSampling;
import dev.lethe.privacy.PrivacyLossAccountant;
import dev.lethe.privacy.RenyiAccountant;
import dev.lethe.privacy.SampledGaussian;

/**
 * Private training of a run of known length: its batches, its noise, and the privacy it spends.
 *
 * <p>A step takes each example with probability q = batch / examples, 1 at most, and an epoch has 1/q steps, rounded down.
 * Neighbours are data sets of which one has one example more.
 */
public final class PrivateRun {
    private static final double LEAST_DELTA = 1e-9;
    private static final double MOST_EPSILON = 1000;
    private static final int COARSER = 6;

    private final PrivateTraining terms;
    private final PoissonPlan plan;
    private final int epochs;
    private final SampledGaussian step;

    PrivateRun(PrivateTraining terms, int examples, Recipe recipe) {
        this.terms = terms;
        epochs = recipe.epochs();
        double rate = Math.min(1, (double) recipe.batch() / examples);
        int steps = Math.max(1, examples / recipe.batch());
        plan = new PoissonPlan(new PoissonSampling(examples, rate, recipe.seed()), steps, epochs);
        double noise = terms.noise() != null
                ? terms.noise()
                : new Calibration(new RenyiAccountant(), terms.epsilon(), terms.delta())
                        .noiseMultiplier(rate, (long) steps * epochs);
        step = new SampledGaussian(rate, noise);
    }

    /** What was asked for. */
    public PrivateTraining terms() {
        return terms;
    }

    /** Probability with which an example takes part in a step. */
    public double samplingRate() {
        return step.samplingRate();
    }

    /** Standard deviation of the noise over the largest norm that an example can add. */
    public double noiseMultiplier() {
        return step.noiseMultiplier();
    }

    /** Steps of an epoch. */
    public int stepsPerEpoch() {
        return plan.stepsPerEpoch();
    }

    /** Epsilon that so many epochs have spent, by Renyi divergences. */
    public double epsilonAfter(int done) {
        return new RenyiAccountant().epsilon(composition(done), terms.delta());
    }

    /**
     * Epsilon of the whole run by the distribution of the privacy loss, which is closer to the truth; NaN where that cannot
     * be had, as for a delta below 1e-9 or an epsilon above 1000. The grid is a hundredth of epsilon wide, or as much as fits
     * into memory: an upper bound in any case. Takes a second as a rule, a minute
     * for a million steps.
     */
    public double epsilonByPrivacyLoss() {
        Composition run = composition(epochs);
        double bound = epsilonAfter(epochs);
        if (terms.delta() < LEAST_DELTA || !(bound <= MOST_EPSILON)) {
            return Double.NaN;
        }
        double tolerance = 0.01 * Math.max(1, bound);
        for (int i = 0; i < COARSER; i++) {
            try {
                return new PrivacyLossAccountant(tolerance).epsilon(run, terms.delta());
            } catch (IllegalArgumentException tooManyCells) {
                tolerance *= 4;
            }
        }
        return Double.NaN;
    }

    private Composition composition(int done) {
        return Composition.of(step, (long) done * plan.stepsPerEpoch());
    }

    PoissonPlan plan() {
        return plan;
    }
}
