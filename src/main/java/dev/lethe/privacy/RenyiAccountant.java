package dev.lethe.privacy;

import java.util.function.DoubleUnaryOperator;

/**
 * Accounts by Renyi divergences: those of the steps are added and converted at the order that gives least.
 *
 * <p>Any real order up to 32 and any integer up to 2^20 is tried, not a list of a few: (order - 1) times the divergence
 * is convex in the order, and so are the rest of the numerators of both conversions, so that what is minimised falls
 * and then rises. The result is an upper bound, for usual runs a tenth above {@link PrivacyLossAccountant}'s, and for low
 * rates with little noise many times as much.
 */
public final class RenyiAccountant implements Accountant {
    private static final long LARGEST = 1L << 20;
    private static final int LARGEST_REAL = 32;
    private static final double NEAREST_TO_ONE = 1e-4;
    private static final double GOLDEN = (StrictMath.sqrt(5) - 1) / 2;

    private final Conversion conversion;

    /** With the tighter conversion. */
    public RenyiAccountant() {
        this(Conversion.TIGHT);
    }

    public RenyiAccountant(Conversion conversion) {
        this.conversion = conversion;
    }

    @Override
    public double epsilon(Composition run, double delta) {
        Accountant.checkDelta(delta);
        if (run.touchesNothing()) {
            return 0;
        }
        return Math.max(0, least(order -> conversion.epsilon(order, run.logMoment(order), delta)));
    }

    @Override
    public double delta(Composition run, double epsilon) {
        Accountant.checkEpsilon(epsilon);
        if (run.touchesNothing()) {
            return 0;
        }
        double log = least(order -> conversion.logDelta(order, run.logMoment(order), epsilon));
        return Math.min(1, StrictMath.exp(log));
    }

    /**
     * As {@link #epsilon(Composition, double)}, converted at one order.
     *
     * @param order above 1 and finite
     * @throws IllegalArgumentException if delta or the order is out of its range
     */
    public double epsilon(Composition run, double delta, double order) {
        Accountant.checkDelta(delta);
        if (!(order > 1 && order < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a conversion at order " + order + ": above 1 and finite is allowed");
        }
        return run.touchesNothing() ? 0 : Math.max(0, conversion.epsilon(order, run.logMoment(order), delta));
    }

    private static double least(DoubleUnaryOperator of) {
        long low = 2;
        long high = 4;
        while (high < LARGEST && of.applyAsDouble(high) < of.applyAsDouble(high / 2.0)) {
            low = high / 2;
            high *= 2;
        }
        while (high - low > 2) {
            long third = (high - low) / 3;
            if (of.applyAsDouble(low + third) <= of.applyAsDouble(high - third)) {
                high -= third;
            } else {
                low += third;
            }
        }
        double best = Double.POSITIVE_INFINITY;
        long at = low;
        for (long order = low; order <= high; order++) {
            double value = of.applyAsDouble(order);
            if (value < best) {
                best = value;
                at = order;
            }
        }
        return at > LARGEST_REAL ? best : Math.min(best, leastAround(at, of));
    }

    /** Golden section in the logarithm of order - 1, because good orders for little noise are next to 1. */
    private static double leastAround(long order, DoubleUnaryOperator of) {
        DoubleUnaryOperator shifted = t -> of.applyAsDouble(1 + StrictMath.exp(t));
        double a = StrictMath.log(order > 2 ? order - 2 : NEAREST_TO_ONE);
        double d = StrictMath.log(order);
        double b = d - GOLDEN * (d - a);
        double c = a + GOLDEN * (d - a);
        double atB = shifted.applyAsDouble(b);
        double atC = shifted.applyAsDouble(c);
        while (d - a > 1e-4) {
            if (atB <= atC) {
                d = c;
                c = b;
                atC = atB;
                b = d - GOLDEN * (d - a);
                atB = shifted.applyAsDouble(b);
            } else {
                a = b;
                b = c;
                atB = atC;
                c = a + GOLDEN * (d - a);
                atC = shifted.applyAsDouble(c);
            }
        }
        return Math.min(atB, atC);
    }
}
