package dev.lethe.measure;

import java.util.Arrays;

/**
 * Two normal distributions mixed, fitted to numbers by expectation and maximisation (Dempster, Laird and Rubin, 1977).
 *
 * <p>It begins with the best split of the sorted values in two groups, that with the least sum of squares within, so
 * that a fit draws nothing. {@code low} is the component with the smaller mean. DivideMix (Li, Socher and Hoi, 2020,
 * arXiv 2002.07394) fits one to losses scaled to 0..1 and takes {@link #probabilityOfLow} for that of a clean label.
 *
 * @param lowWeight share of the component with the smaller mean, 0..1; the other has the rest
 * @param lowMean its mean
 * @param lowVariance its variance, above 0
 * @param highMean mean of the other component, not below {@code lowMean}
 * @param highVariance its variance, above 0
 * @param iterations how often expectation and maximisation were done
 * @param converged whether the fit ended because it changed no more
 */
public record GaussianMixture(
        double lowWeight,
        double lowMean,
        double lowVariance,
        double highMean,
        double highVariance,
        int iterations,
        boolean converged) {

    private static final double LOG_TWO_PI = StrictMath.log(2 * StrictMath.PI);

    /**
     * How a fit goes.
     *
     * @param tolerance it ends when the mean log likelihood of a value has changed by less than this
     * @param iterations it ends after so many in any case
     * @param addedVariance added to both variances after each step, so that none vanishes; above 0
     */
    public record Settings(double tolerance, int iterations, double addedVariance) {
        /** @throws IllegalArgumentException naming what is out of its range */
        public Settings {
            if (!(tolerance > 0)) {
                throw new IllegalArgumentException("a tolerance of " + tolerance + ": above 0 is allowed");
            }
            if (iterations < 1) {
                throw new IllegalArgumentException(iterations + " iterations: 1 or more is allowed");
            }
            if (!(addedVariance > 0 && addedVariance < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "an added variance of " + addedVariance + ": above 0 and finite is allowed");
            }
        }

        /** Tolerance 1e-6, 200 iterations, added variance 1e-6: for values of about 0..1. */
        public static Settings standard() {
            return new Settings(1e-6, 200, 1e-6);
        }

        /** What DivideMix's authors use for losses scaled to 0..1: 1e-2, 10 iterations, 5e-4. */
        public static Settings divideMix() {
            return new Settings(1e-2, 10, 5e-4);
        }
    }

    /** As {@link #fit(double[], Settings)} with {@link Settings#standard}. */
    public static GaussianMixture fit(double[] values) {
        return fit(values, Settings.standard());
    }

    /**
     * The mixture for which {@code values} are most likely, as far as it is found from the best split.
     *
     * @param values two or more finite numbers in any order; where all are equal, the components are equal
     * @throws IllegalArgumentException if there are fewer than two values, or one is not finite, naming its position
     */
    public static GaussianMixture fit(double[] values, Settings settings) {
        if (values.length < 2) {
            throw new IllegalArgumentException("a mixture of two needs at least 2 values, not " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("value " + i + " is " + values[i] + "; it must be finite");
            }
        }
        GaussianMixture mixture = split(values, settings.addedVariance());
        double[] low = new double[values.length];
        double before = mixture.expect(values, low);
        boolean converged = false;
        int done = 0;
        while (done < settings.iterations() && !converged) {
            done++;
            mixture = maximise(values, low, settings.addedVariance(), mixture);
            double now = mixture.expect(values, low);
            converged = Math.abs(now - before) < settings.tolerance();
            before = now;
        }
        return mixture.ordered(done, converged);
    }

    /**
     * Posterior probability, 0..1, that {@code x} is of the component with the smaller mean. Where that component is the
     * narrower one, it is small for an x far below both means too.
     *
     * @throws IllegalArgumentException if x is not finite
     */
    public double probabilityOfLow(double x) {
        if (!Double.isFinite(x)) {
            throw new IllegalArgumentException("the value is " + x + "; it must be finite");
        }
        double low = logDensity(x, lowWeight, lowMean, lowVariance);
        double high = logDensity(x, 1 - lowWeight, highMean, highVariance);
        if (low == high) {
            return 0.5;
        }
        return 1 / (1 + StrictMath.exp(high - low));
    }

    /** {@link #probabilityOfLow} of each value. */
    public double[] probabilitiesOfLow(double[] values) {
        double[] all = new double[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = probabilityOfLow(values[i]);
        }
        return all;
    }

    private static GaussianMixture split(double[] values, double added) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double mean = Arrays.stream(sorted).sum() / n;
        double left = 0; // sum of the first ones, from the mean
        double most = -1;
        int cut = n / 2;
        for (int i = 1; i < n; i++) {
            left += sorted[i - 1] - mean;
            // The sum of squares within is least where that between is greatest.
            double between = left * left / i + left * left / (n - i);
            if (sorted[i] > sorted[i - 1] && between > most) {
                most = between;
                cut = i;
            }
        }
        double[] low = new double[n];
        Arrays.fill(low, 0, cut, 1);
        return maximise(sorted, low, added, null);
    }

    /** Weights, means and variances from how much each value is of the low component. */
    private static GaussianMixture maximise(double[] values, double[] low, double added, GaussianMixture before) {
        double count = 0;
        double lowSum = 0;
        double highSum = 0;
        for (int i = 0; i < values.length; i++) {
            count += low[i];
            lowSum += low[i] * values[i];
            highSum += (1 - low[i]) * values[i];
        }
        double rest = values.length - count;
        if (!(count > 0 && rest > 0)) {
            return before; // one component has vanished, and nothing is left to say where it was
        }
        double lowMean = lowSum / count;
        double highMean = highSum / rest;
        double lowSquares = 0;
        double highSquares = 0;
        for (int i = 0; i < values.length; i++) {
            lowSquares += low[i] * (values[i] - lowMean) * (values[i] - lowMean);
            highSquares += (1 - low[i]) * (values[i] - highMean) * (values[i] - highMean);
        }
        return new GaussianMixture(
                count / values.length,
                lowMean,
                lowSquares / count + added,
                highMean,
                highSquares / rest + added,
                0,
                false);
    }

    /** Fills in the posterior of the low component, and returns the mean log likelihood. */
    private double expect(double[] values, double[] low) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            low[i] = probabilityOfLow(values[i]);
            double a = logDensity(values[i], lowWeight, lowMean, lowVariance);
            double b = logDensity(values[i], 1 - lowWeight, highMean, highVariance);
            sum += Math.max(a, b) + StrictMath.log1p(StrictMath.exp(-Math.abs(a - b)));
        }
        return sum / values.length;
    }

    private static double logDensity(double x, double weight, double mean, double variance) {
        return StrictMath.log(weight)
                - 0.5 * (LOG_TWO_PI + StrictMath.log(variance) + (x - mean) * (x - mean) / variance);
    }

    private GaussianMixture ordered(int done, boolean ended) {
        return lowMean <= highMean
                ? new GaussianMixture(lowWeight, lowMean, lowVariance, highMean, highVariance, done, ended)
                : new GaussianMixture(1 - lowWeight, highMean, highVariance, lowMean, lowVariance, done, ended);
    }
}
