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
    private static final int MOST_STEPS = 1_000_000;

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
     * be had: for a delta below 1e-9 or more than a million steps. Takes up to seconds.
     */
    public double epsilonByPrivacyLoss() {
        Composition run = composition(epochs);
        if (terms.delta() < LEAST_DELTA || run.steps() > MOST_STEPS) {
            return Double.NaN;
        }
        double tolerance = 0.01 * Math.max(1, epsilonAfter(epochs));
        return new PrivacyLossAccountant(tolerance).epsilon(run, terms.delta());
    }

    private Composition composition(int done) {
        return Composition.of(step, (long) done * plan.stepsPerEpoch());
    }

    PoissonPlan plan() {
        return plan;
    }
}
