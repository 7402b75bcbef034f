package dev.lethe.privacy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Accounts by the distribution of the privacy loss itself, on a grid: tighter than Renyi divergences, and slower
 * (Koskela, Jalko and Honkela, 2020, arXiv 1906.03049; Gopi, Lee and Wutschitz, 2021, arXiv 2106.02848).
 *
 * <p>Epsilon and delta are upper bounds, for the worse of the two neighbours, and stay so when the grid is coarse. The
 * grid is so fine that epsilon is at most {@code tolerance} above the true one for a delta smaller by 2e-10
 * ({@link #interval}). The bound of that error is Hoeffding's; the error is as a rule a hundredth of it. Rounding in the
 * Fourier transform adds about 1e-11 to delta, so that a delta below 1e-9 is refused.
 */
public final class PrivacyLossAccountant implements Accountant {
    /** Probability that the error on the grid is larger than the tolerance. */
    private static final double UNLIKELY = 1e-10;
    /** Probability of what is cut off from one step, times the steps; and of a sum beyond the window, on each side. */
    private static final double CUT = 1e-13;

    private static final double LEAST_DELTA = 1e-9;
    private static final int MOST_CELLS = 1 << 22;
    private static final double[] ORDERS = {
        0.125, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024
    };

    private final double tolerance;

    /** With a tolerance of 0.01. */
    public PrivacyLossAccountant() {
        this(0.01);
    }

    /**
     * With this tolerance.
     *
     * @param tolerance in epsilon, above 0 and finite
     * @throws IllegalArgumentException if it is not
     */
    public PrivacyLossAccountant(double tolerance) {
        if (!(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a tolerance of " + tolerance + ": above 0 and finite is allowed");
        }
        this.tolerance = tolerance;
    }

    /**
     * Where the true epsilon is.
     *
     * @param lower not above it
     * @param upper not below it
     */
    public record Interval(double lower, double upper) {}

    /**
     * {@inheritDoc}
     *
     * @param delta 1e-9 or more, below 1
     * @throws IllegalArgumentException if delta is out of its range, or more than 4,194,304 cells would be needed
     */
    @Override
    public double epsilon(Composition run, double delta) {
        checkDelta(delta);
        return run.touchesNothing() ? 0 : new Both(run).epsilon(delta);
    }

    @Override
    public double delta(Composition run, double epsilon) {
        Accountant.checkEpsilon(epsilon);
        return run.touchesNothing() ? 0 : new Both(run).delta(epsilon);
    }

    /**
     * Bounds of the least epsilon that the run has with this delta.
     *
     * @throws IllegalArgumentException as {@link #epsilon}
     */
    public Interval interval(Composition run, double delta) {
        checkDelta(delta);
        if (run.touchesNothing()) {
            return new Interval(0, 0);
        }
        Both both = new Both(run);
        double lower = both.epsilon(Math.min(1, delta + 2 * UNLIKELY)) - tolerance;
        return new Interval(Math.max(0, lower), both.epsilon(delta));
    }

    private static void checkDelta(double delta) {
        Accountant.checkDelta(delta);
        if (delta < LEAST_DELTA) {
            throw new IllegalArgumentException("a delta of " + delta + ": the accountant by privacy loss rounds to "
                    + LEAST_DELTA + "; for less, take the one by Renyi divergences");
        }
    }

    /**
     * Moving a loss to an end of its cell adds at most (h/2) tanh(h/4) to its mean, and a part of range h and mean 0:
     * the sum of k such is above k (h/2) tanh(h/4) + h sqrt(k ln(1/p) / 2) with a probability of at most p (Hoeffding).
     */
    private double width(long steps) {
        double spread = StrictMath.sqrt(0.5 * steps * -StrictMath.log(UNLIKELY));
        double h = tolerance / spread;
        return Math.min(1, tolerance / (spread + steps * h / 8));
    }

    /** The composed losses of both neighbours. */
    private final class Both {
        private final ComposedLoss with;
        private final ComposedLoss without;

        Both(Composition all) {
            Composition run = new Composition(all.parts().stream()
                    .filter(p -> p.step().samplingRate() > 0)
                    .collect(Collectors.toList()));
            long steps = run.steps();
            double h = width(steps);
            double above = Double.POSITIVE_INFINITY;
            double below = Double.POSITIVE_INFINITY;
            for (double t : ORDERS) {
                // What moving losses adds to the logarithm of the moment; by Hoeffding's lemma, too.
                double moved = steps * (h * h / 8) * (t + t * t);
                above = Math.min(above, (run.logMoment(t + 1) + moved - StrictMath.log(CUT)) / t);
                if (t >= 1) {
                    below = Math.min(below, (run.logMoment(t) + moved - StrictMath.log(CUT)) / t);
                }
            }
            double cells = Math.ceil((above + below) / h) + 2;
            if (!(cells <= MOST_CELLS)) {
                throw new IllegalArgumentException(
                        "the privacy loss of " + steps + " steps is within " + -below + " and "
                                + above + ", " + cells + " cells of " + h + ", more than " + MOST_CELLS
                                + "; a tolerance of " + tolerance * cells / MOST_CELLS + " or more is possible");
            }
            int size = Math.max(2, Integer.highestOneBit((int) cells - 1) * 2);
            int first = (int) Math.ceil(above / h) + 1 - size;
            List<StepLoss.Both> losses = run.parts().stream()
                    .map(p -> StepLoss.both(p.step(), h, CUT / steps, MOST_CELLS))
                    .collect(Collectors.toList());
            long[] times =
                    run.parts().stream().mapToLong(Composition.Part::times).toArray();
            with = composed(losses.stream().map(StepLoss.Both::with).toList(), times, h, first, size);
            without = composed(losses.stream().map(StepLoss.Both::without).toList(), times, h, first, size);
        }

        private ComposedLoss composed(List<StepLoss> losses, long[] times, double h, int first, int size) {
            return new ComposedLoss(losses, times, h, first, size, CUT);
        }

        double epsilon(double delta) {
            return Math.max(with.epsilon(delta), without.epsilon(delta));
        }

        double delta(double epsilon) {
            return Math.max(with.delta(epsilon), without.delta(epsilon));
        }
    }
}
