package dev.lethe.optim;

import java.util.Arrays;

/** A number that depends on the step: a learning rate, a decay, a weight of a loss. Evaluated in double on the host. */
@FunctionalInterface
public interface Schedule {
    /** The value at {@code step}, counted from 0. */
    double at(long step);

    static Schedule constant(double value) {
        return step -> value;
    }

    /** {@code base}, multiplied by {@code factor} at each milestone that is reached. */
    static Schedule step(double base, double factor, long... milestones) {
        long[] sorted = milestones.clone();
        Arrays.sort(sorted);
        return step -> {
            double value = base;
            for (long m : sorted) {
                value = step >= m ? value * factor : value;
            }
            return value;
        };
    }

    /** Half a cosine from {@code base} at step 0 to {@code end} at {@code steps}, held from there on. */
    static Schedule cosine(double base, double end, long steps) {
        requireSteps("cosine", steps);
        return step -> between(base, end, (double) step / steps);
    }

    /** A straight line from {@code base} at step 0 to {@code end} at {@code steps}, held from there on. */
    static Schedule linear(double base, double end, long steps) {
        requireSteps("linear", steps);
        return step -> base + (end - base) * Math.min(1, (double) step / steps);
    }

    /**
     * A rise in equal parts to the first value of {@code then}, which is reached at {@code steps} and followed from
     * there. The value at step 0 is one part, not 0.
     */
    static Schedule warmUp(long steps, Schedule then) {
        if (steps < 0) {
            throw new IllegalArgumentException("warm-up of " + steps + " steps");
        }
        return step -> step < steps ? then.at(0) * (step + 1) / (steps + 1) : then.at(step - steps);
    }

    /** {@link #oneCycle(double, long, double, double, double)} as PyTorch has it: 30 % rise, from 1/25, to 1/10,000. */
    static Schedule oneCycle(double max, long steps) {
        return oneCycle(max, steps, 0.3, 25, 1e4);
    }

    /**
     * A rise to {@code max} and a longer fall, each half a cosine (Smith and Topin, 2017, arXiv 1708.07120).
     *
     * @param steps of the whole cycle; the last value is held from there on
     * @param rise the part of the steps in which it rises, in (0, 1)
     * @param start it begins at {@code max / start}
     * @param end it ends at {@code max / start / end}
     */
    static Schedule oneCycle(double max, long steps, double rise, double start, double end) {
        requireSteps("one-cycle", steps);
        if (!(rise > 0 && rise < 1)) {
            throw new IllegalArgumentException("one-cycle rises in a part of the steps between 0 and 1, not " + rise);
        }
        double first = max / start;
        double top = rise * steps - 1;
        if (top <= 0) {
            throw new IllegalArgumentException("one-cycle of " + steps + " steps has none to rise in at " + rise);
        }
        return step -> step <= top
                ? between(first, max, step / top)
                : between(max, first / end, (step - top) / (steps - 1 - top));
    }

    private static void requireSteps(String what, long steps) {
        if (steps <= 0) {
            throw new IllegalArgumentException(what + " schedule of " + steps + " steps; at least 1 is needed");
        }
    }

    /** Half a cosine from {@code a} at 0 to {@code b} at 1 and after. */
    private static double between(double a, double b, double part) {
        return b + (a - b) * (1 + StrictMath.cos(StrictMath.PI * Math.min(1, part))) / 2;
    }
}
