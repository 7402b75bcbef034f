package dev.lethe.privacy;

/** Finds how much noise or how many steps a privacy budget asks for. */
public final class Calibration {
    private static final double MOST_NOISE = 1e6;
    private static final double LEAST_NOISE = 1e-2;
    private static final double PRECISION = 1e-4;
    private static final long MOST_STEPS = 1L << 40;

    private final Accountant accountant;
    private final double epsilon;
    private final double delta;

    /**
     * For this budget.
     *
     * @param epsilon above 0 and finite
     * @param delta above 0 and below 1
     * @throws IllegalArgumentException naming what is out of its range
     */
    public Calibration(Accountant accountant, double epsilon, double delta) {
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a budget with an epsilon of " + epsilon + ": above 0 and finite is allowed");
        }
        Accountant.checkDelta(delta);
        this.accountant = accountant;
        this.epsilon = epsilon;
        this.delta = delta;
    }

    /**
     * The smallest noise multiplier with which so many steps stay within the budget, rounded up by at most 1e-4 of it;
     * below 0.01 no smaller one is looked for.
     *
     * @param samplingRate 0..1
     * @param steps 1 or more
     * @throws IllegalArgumentException if an argument is out of its range, or a million is too little noise
     */
    public double noiseMultiplier(double samplingRate, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(steps + " steps: 1 or more is allowed");
        }
        double high = 1;
        while (!within(samplingRate, high, steps)) {
            high *= 2;
            if (high > MOST_NOISE) {
                throw new IllegalArgumentException("no noise multiplier up to " + MOST_NOISE + " gives an epsilon of "
                        + epsilon + " with a delta of " + delta + " for " + steps + " steps at a sampling rate of "
                        + samplingRate);
            }
        }
        double low = high / 2;
        while (high <= 1 && within(samplingRate, low, steps)) {
            if (low < LEAST_NOISE) {
                return low;
            }
            high = low;
            low = high / 2;
        }
        while (high > low * (1 + PRECISION)) {
            double middle = StrictMath.sqrt(low * high);
            if (within(samplingRate, middle, steps)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /**
     * The largest number of such steps that stay within the budget, 0 if not even one does.
     *
     * @throws IllegalArgumentException if there is no largest number below 2^40
     */
    public long steps(SampledGaussian step) {
        long low = 0;
        long high = 1;
        while (within(step, high)) {
            low = high;
            high *= 2;
            if (high > MOST_STEPS) {
                throw new IllegalArgumentException("more than " + MOST_STEPS + " of " + step
                        + " are within an epsilon of " + epsilon + " with a delta of " + delta);
            }
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (within(step, middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean within(double samplingRate, double noiseMultiplier, long steps) {
        return within(new SampledGaussian(samplingRate, noiseMultiplier), steps);
    }

    private boolean within(SampledGaussian step, long steps) {
        return accountant.epsilon(Composition.of(step, steps), delta) <= epsilon;
    }
}
