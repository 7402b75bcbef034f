package dev.lethe.privacy;

/** What is known of the Gaussian mechanism (Balle and Wang, 2018, arXiv 1805.06530, theorem 8). */
final class GaussianDelta {
    private GaussianDelta() {}

    /** Delta where the shift over the noise is {@code mu}. */
    static double of(double epsilon, double mu) {
        return Erfc.upperTail(epsilon / mu - mu / 2) - StrictMath.exp(epsilon) * Erfc.upperTail(epsilon / mu + mu / 2);
    }

    static double epsilon(double delta, double mu) {
        double low = 0;
        double high = 1000;
        while (high - low > 1e-12) {
            double middle = 0.5 * (low + high);
            if (of(middle, mu) > delta) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
