package dev.lethe.report;

import java.util.Locale;

/** Numbers as people read them. */
final class Text {
    private Text() {}

    /** A fraction as a percentage with one decimal, or a dash where it is unknown. */
    static String percent(Double fraction) {
        return fraction == null || fraction.isNaN() ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * fraction);
    }

    /** A count with thousands apart. */
    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** A duration in seconds, as seconds, minutes or hours. */
    static String duration(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long s = Math.round(seconds);
        if (s < 100) {
            return s + " s";
        }
        return s < 6000
                ? String.format(Locale.ROOT, "%d min %02d s", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d h %02d min", s / 3600, s % 3600 / 60);
    }

    /** A number with about four digits and no needless zeros, or all of a whole one; a dash where it is unknown. */
    static String number(double v) {
        if (Double.isNaN(v)) {
            return "-";
        }
        if (v == Math.rint(v) && Math.abs(v) < 1e15) {
            return Long.toString((long) v);
        }
        double size = Math.abs(v);
        if (size < 1e-3 || size >= 1e6) {
            return String.format(Locale.ROOT, "%.3e", v);
        }
        String text = String.format(Locale.ROOT, size < 1 ? "%.4f" : size < 100 ? "%.3f" : "%.1f", v);
        return text.replaceFirst("\\.?0+$", "");
    }
}
