package dev.lethe.privacy;

/** The complementary error function, without tables and with the same bits everywhere. */
final class Erfc {
    private static final double ROOT_PI = StrictMath.sqrt(StrictMath.PI);
    private static final double SERIES_BELOW = 2;

    private Erfc() {}

    /** ln erfc(x), for any x; the error is below 1e-13 of 1 or of the result, whichever is larger. */
    static double log(double x) {
        if (x < SERIES_BELOW) {
            return StrictMath.log(1 - series(x));
        }
        return Math.fma(-x, x, StrictMath.log(fraction(x) / ROOT_PI));
    }

    /** P(X > x) of a standard normal X. */
    static double upperTail(double x) {
        double z = x * StrictMath.sqrt(0.5);
        if (z > SERIES_BELOW) {
            return 0.5 * StrictMath.exp(-z * z) * fraction(z) / ROOT_PI;
        }
        return z < -SERIES_BELOW ? 1 - upperTail(-x) : 0.5 * (1 - series(z));
    }

    /** erf(x) by the series whose terms all have the sign of x. */
    private static double series(double x) {
        if (x < -6) {
            return -1;
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / ROOT_PI * StrictMath.exp(-x * x) * sum;
    }

    /** exp(x^2) erfc(x) sqrt(pi) by Laplace's continued fraction 1/(x+ (1/2)/(x+ 1/(x+ (3/2)/(x+ ..., from its far end. */
    private static double fraction(double x) {
        double value = x;
        for (int n = (int) (12 + 400 / (x * x)); n > 0; n--) {
            value = x + 0.5 * n / value;
        }
        return 1 / value;
    }
}
