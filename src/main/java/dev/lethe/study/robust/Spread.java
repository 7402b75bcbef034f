package dev.lethe.study.robust;

import java.util.Locale;

/**
 * Mean and standard deviation over seeds.
 *
 * @param deviation of a sample (divided by n - 1); NaN for a single value
 */
record Spread(double mean, double deviation, int count) {
    static Spread of(double... values) {
        double mean = 0;
        for (double v : values) {
            mean += v / values.length;
        }
        double squares = 0;
        for (double v : values) {
            squares += (v - mean) * (v - mean);
        }
        double deviation = values.length > 1 ? StrictMath.sqrt(squares / (values.length - 1)) : Double.NaN;
        return new Spread(mean, deviation, values.length);
    }

    @Override
    public String toString() {
        return count > 1
                ? String.format(Locale.ROOT, "%.4f \u00b1 %.4f", mean, deviation)
                : String.format(Locale.ROOT, "%.4f", mean);
    }
}
