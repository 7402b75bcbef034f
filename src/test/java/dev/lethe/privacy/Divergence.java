package dev.lethe.privacy;

/** The moments of the sampled Gaussian mechanism by their definition: slow sums over a fine grid, no series. */
final class Divergence {
    private Divergence() {}

    /** E over N(0, s^2) of (mixture / normal)^a, less 1. */
    static double withLessOne(double q, double s, double a) {
        return integral(q, s, a, Math.abs(a));
    }

    /** E over the mixture of (normal / mixture)^a, less 1. */
    static double withoutLessOne(double q, double s, double a) {
        return integral(q, s, 1 - a, Math.abs(a));
    }

    /**
     * The trapezoidal rule for E over N(0, s^2) of (1 + u)^b - 1 - b u, where u = mixture / normal - 1 has a mean of 0,
     * so that nothing is taken off but digits that would be lost.
     */
    private static double integral(double q, double s, double b, double furthest) {
        double from = -14 * s;
        double to = furthest + 14 * s;
        int n = 40_000;
        double h = (to - from) / n;
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            double x = from + i * h;
            double density = -x * x / (2 * s * s);
            double u = q * StrictMath.expm1((2 * x - 1) / (2 * s * s));
            double log = b * StrictMath.log1p(u);
            sum += u < 1
                    ? StrictMath.exp(density) * (StrictMath.expm1(log) - b * u)
                    : StrictMath.exp(density + log) - StrictMath.exp(density) * (1 + b * u);
        }
        return sum * h / (s * StrictMath.sqrt(2 * StrictMath.PI));
    }
}
