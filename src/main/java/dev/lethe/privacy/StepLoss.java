package dev.lethe.privacy;

/**
 * The privacy loss of one step on a grid of width h, rounded such that it says too much rather than too little.
 *
 * <p>The noisy sum is N(0, s^2) in the direction of an example that is missing, and the mixture
 * (1 - q) N(0, s^2) + q N(1, s^2) where it is there. The loss ln(mixture / normal) grows with the sum, so that a cell of
 * losses is an interval of sums with two known probabilities. Each is moved to the ends of its cell such that both keep
 * their sums: "connect the dots" (Doroshenko, Ghazi, Kamath, Kumar and Manurangsi, 2022, arXiv 2207.04380). By convexity
 * delta gets no smaller, of one step or of many.
 *
 * @param first the smallest finite loss, in units of h
 * @param mass probability of each loss from there
 * @param infinite probability of an infinite loss
 */
record StepLoss(int first, double[] mass, double infinite) {
    /** Losses of a run with the example, against one without it; and the other way round. */
    record Both(StepLoss with, StepLoss without) {}

    /**
     * Both losses of a step.
     *
     * @param h width of the grid, above 0
     * @param cut probability that may be moved to an infinite loss, and to the smallest
     * @param most how many cells there may be
     * @throws IllegalArgumentException if there are more
     */
    static Both both(SampledGaussian step, double h, double cut, int most) {
        double q = step.samplingRate();
        double s = step.noiseMultiplier();
        double reach = s * StrictMath.sqrt(-2 * StrictMath.log(cut));
        double low = Math.floor(loss(-reach, q, s) / h);
        double high = Math.ceil(loss(1 + reach, q, s) / h);
        if (high - low > most) {
            throw new IllegalArgumentException("the privacy loss of " + step + " has " + (high - low) + " cells of " + h
                    + ", more than " + most + "; a larger tolerance has fewer");
        }
        int cells = (int) (high - low);
        double[] with = new double[cells + 1];
        double[] without = new double[cells + 1];
        Edge left = Edge.at(low * h, q, s);
        with[0] = left.lower(q);
        double withoutInfinite = left.lower0;
        for (int i = 0; i < cells; i++) {
            double loss = (low + i) * h;
            Edge right = Edge.at(loss + h, q, s);
            double normal = between(left.lower0, left.upper0, right.lower0, right.upper0);
            double shifted = between(left.lower1, left.upper1, right.lower1, right.upper1);
            double mixture = (1 - q) * normal + q * shifted;
            double up = share(mixture, normal * StrictMath.exp(loss), h);
            with[i + 1] += up;
            with[i] += mixture - up;
            double down = share(normal, mixture * StrictMath.exp(-loss - h), h);
            without[cells - i] += down;
            without[cells - i - 1] += normal - down;
            left = right;
        }
        without[0] += left.upper0;
        return new Both(
                new StepLoss((int) low, with, left.upper(q)), new StepLoss((int) -high, without, withoutInfinite));
    }

    /** How much of {@code mass} goes to the cell's upper end; {@code other} is the other measure at the lower one. */
    private static double share(double mass, double other, double h) {
        return Math.min(mass, Math.max(0, (mass - other) / -StrictMath.expm1(-h)));
    }

    private static double between(double lowerLeft, double upperLeft, double lowerRight, double upperRight) {
        // The smaller tails have the digits.
        return Math.max(0, lowerLeft < upperLeft ? lowerRight - lowerLeft : upperLeft - upperRight);
    }

    /** ln(1 - q + q exp((2x - 1) / (2 s^2))). */
    private static double loss(double x, double q, double s) {
        double e = (2 * x - 1) / (2 * s * s);
        if (q == 1) {
            return e;
        }
        return e < 30
                ? StrictMath.log1p(q * StrictMath.expm1(e))
                : e + StrictMath.log(q) + StrictMath.log1p((1 - q) / q * StrictMath.exp(-e));
    }

    /** The sum with this loss; minus infinity where every sum's loss is larger. */
    private static double sum(double loss, double q, double s) {
        double log = loss; // of (exp(loss) - 1 + q) / q
        if (q < 1) {
            double ratio = StrictMath.expm1(Math.min(loss, 30)) / q;
            log = loss > 30
                    ? loss - StrictMath.log(q) + StrictMath.log1p((q - 1) * StrictMath.exp(-loss))
                    : ratio > -1 ? StrictMath.log1p(ratio) : Double.NEGATIVE_INFINITY;
        }
        return s * s * log + 0.5;
    }

    /** Where a cell ends: both tails of N(0, s^2) and of N(1, s^2) there. */
    private record Edge(double lower0, double upper0, double lower1, double upper1) {
        static Edge at(double loss, double q, double s) {
            double x = sum(loss, q, s);
            return new Edge(tail(-x / s), tail(x / s), tail((1 - x) / s), tail((x - 1) / s));
        }

        /** The smaller tail is computed, and the larger is what it leaves. */
        private static double tail(double z) {
            return z > 0 ? Erfc.upperTail(z) : 1 - Erfc.upperTail(-z);
        }

        double lower(double q) {
            return (1 - q) * lower0 + q * lower1;
        }

        double upper(double q) {
            return (1 - q) * upper0 + q * upper1;
        }
    }
}
