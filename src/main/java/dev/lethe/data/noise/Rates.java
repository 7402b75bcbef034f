package dev.lethe.data.noise;

import dev.lethe.data.Dataset;

/** Checks that the kinds of noise share. */
final class Rates {
    private Rates() {}

    static double check(double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("noise rate " + rate + " is not in 0..1");
        }
        return rate;
    }

    static void needTwoClasses(Dataset data, LabelNoise noise) {
        if (data.classes() < 2) {
            throw new IllegalArgumentException(
                    noise + " needs at least 2 classes; " + data.source() + " has " + data.classes());
        }
    }

    /** round(rate n), halves up. */
    static int count(double rate, int n) {
        return (int) Math.round(rate * n);
    }
}
