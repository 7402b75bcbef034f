package dev.lethe.privacy;

/**
 * The moment A(a) = E over x ~ N(0, s^2) of (1 - q + q exp((2x - 1) / (2 s^2)))^a of the sampled Gaussian mechanism
 * (Mironov, Talwar and Zhang, 2019, arXiv 1908.10530, section 3.3); its Renyi divergence of order a is ln A(a) / (a - 1).
 *
 * @param q sampling rate, above 0 and below 1
 * @param s noise multiplier, above 0
 */
record RenyiMoment(double q, double s) {
    private static final int AVERAGED = 24;
    private static final int FEW = 60;
    private static final double NEGLIGIBLE = -46;

    /** ln A(a) for a of 1 or more; infinite where it is beyond a double. */
    double log(double a) {
        return a == Math.rint(a) ? ofInteger((long) a) : ofFraction(a);
    }

    /**
     * A(a) - 1 is a sum of positive terms, those of the binomial theorem less the same without noise's factor, so that
     * it keeps all its digits where A(a) is next to 1.
     */
    private double ofInteger(long a) {
        LogSum sum = new LogSum();
        double choose = 0;
        for (long k = 1; k <= a; k++) {
            choose += StrictMath.log((double) (a - k + 1) / k);
            double e = exponent(k);
            double growth = e > 1 ? e + StrictMath.log1p(-StrictMath.exp(-e)) : StrictMath.log(StrictMath.expm1(e));
            sum.add(choose + weight(k, a) + growth);
        }
        return onePlus(sum.log());
    }

    /** Both of the paper's series, rounded up by what rounding may have taken. */
    private double ofFraction(double a) {
        double middle = s * s * StrictMath.log((1 - q) / q) + 0.5;
        double below = series(a, middle, false);
        double above = series(a, middle, true);
        double high = Math.max(below, above);
        if (high == Double.POSITIVE_INFINITY) {
            return high;
        }
        double log = high + StrictMath.log1p(StrictMath.exp(Math.min(below, above) - high));
        return Math.max(log, 0) + 1e-13 * (1 + Math.abs(log));
    }

    /**
     * ln of the integral over x below or above {@code middle}. Beyond a, the terms alternate and may shrink only as a
     * power of k; repeated averages of the partial sums then stand for the rest.
     */
    private double series(double a, double middle, boolean above) {
        double reach = (above ? a - middle : middle) + 6 * s;
        int terms = (int) (a + FEW + Math.max(0, Math.min(reach, 2000)));
        double[] partial = new double[AVERAGED];
        double choose = 0;
        int sign = 1;
        LogSum sum = new LogSum();
        for (int k = 0; k < terms + AVERAGED; k++) {
            double m = above ? a - k : k;
            double tail = Erfc.log((above ? middle - m : m - middle) / (StrictMath.sqrt(2) * s));
            double term = choose + weight(m, a) + exponent(m) + tail - StrictMath.log(2);
            sum.add(term, sign);
            if (k > a && term - sum.log() < NEGLIGIBLE) {
                return sum.log();
            }
            if (k >= terms) {
                partial[k - terms] = sum.scaled();
            }
            choose += StrictMath.log(Math.abs(a - k) / (k + 1));
            sign = a < k ? -sign : sign;
        }
        for (int left = AVERAGED; left > 1; left--) {
            for (int i = 0; i + 1 < left; i++) {
                partial[i] = 0.5 * (partial[i] + partial[i + 1]);
            }
        }
        return sum.log(partial[0]);
    }

    private double weight(double m, double a) {
        return m * StrictMath.log(q) + (a - m) * StrictMath.log1p(-q);
    }

    private double exponent(double m) {
        return (m * m - m) / (2 * s * s);
    }

    private static double onePlus(double log) {
        if (log == Double.POSITIVE_INFINITY) {
            return log;
        }
        return log > 0 ? log + StrictMath.log1p(StrictMath.exp(-log)) : StrictMath.log1p(StrictMath.exp(log));
    }

    /** A sum of signed numbers given by their logarithms, as a multiple of the largest of them. */
    private static final class LogSum {
        private double scale = Double.NEGATIVE_INFINITY;
        private double sum;

        void add(double log) {
            add(log, 1);
        }

        void add(double log, int sign) {
            if (log == Double.NEGATIVE_INFINITY) {
                return;
            }
            if (log > scale) {
                sum = log == Double.POSITIVE_INFINITY ? 0 : sum * StrictMath.exp(scale - log);
                scale = log;
            }
            sum += scale == Double.POSITIVE_INFINITY ? 1 : sign * StrictMath.exp(log - scale);
        }

        double scaled() {
            return sum;
        }

        double log() {
            return log(sum);
        }

        double log(double of) {
            return of > 0 ? scale + StrictMath.log(of) : Double.NEGATIVE_INFINITY;
        }
    }
}
