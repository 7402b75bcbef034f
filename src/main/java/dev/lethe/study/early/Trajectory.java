package dev.lethe.study.early;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Gradient descent as it went: every step at first, and then as many as make a curve over a logarithmic axis.
 *
 * @param moments in order, the first before any step
 */
record Trajectory(List<Moment> moments) {
    /** The next step that is looked at is this part of the steps done later, and at least one: every step up to 200. */
    private static final int PART = 100;

    /** What the theorem calls T is the first step with theta.v at least this. */
    private static final double ALIGNED = 0.1;

    /**
     * Takes {@code steps} steps, or fewer if {@code done} says so of a moment that is looked at.
     *
     * @param descent at its first step
     */
    static Trajectory follow(Descent descent, int steps, Predicate<Moment> done) {
        List<Moment> moments = new ArrayList<>();
        int due = 0;
        for (int t = 0; t <= steps; t++) {
            if (t == due || t == steps) {
                Moment moment = descent.moment(t);
                moments.add(moment);
                if (done.test(moment)) {
                    break;
                }
                due = t + Math.max(1, t / PART);
            }
            if (t < steps) {
                descent.next();
            }
        }
        return new Trajectory(List.copyOf(moments));
    }

    Moment first() {
        return moments.get(0);
    }

    Moment last() {
        return moments.get(moments.size() - 1);
    }

    /** The moment at T; the last one if it was not reached. */
    Moment aligned() {
        return first(m -> m.alignment() >= ALIGNED);
    }

    /** T, or NaN if it was not reached. */
    double alignedAt() {
        return aligned().alignment() >= ALIGNED ? aligned().steps() : Double.NaN;
    }

    /** The least cosine before T. */
    double leastCosine() {
        return before(Moment::cosine).min().orElse(first().cosine());
    }

    /** How far theta went from its start before T. */
    double mostDrift() {
        return before(Moment::drift).max().orElse(0);
    }

    private java.util.stream.DoubleStream before(ToDoubleFunction<Moment> value) {
        return moments.stream().takeWhile(m -> m.alignment() < ALIGNED).mapToDouble(value);
    }

    /** The first moment at which most wrong labels are seen through, among the first {@code steps} steps. */
    Moment best(int steps) {
        return moments.stream()
                .takeWhile(m -> m.steps() <= steps)
                .max(Comparator.comparingDouble(Moment::recovered).thenComparingInt(m -> -m.steps()))
                .orElseThrow();
    }

    /** The first step at which at least {@code fraction} of the wrong labels are memorized; NaN if none is. */
    double memorizedAt(double fraction) {
        return at(m -> m.memorized() >= fraction);
    }

    /** The first step at which every given label is predicted; NaN if none is. */
    double fittedAt() {
        return at(Moment::fitted);
    }

    /** The largest fraction of wrong labels memorized from step {@code from} on. */
    double mostMemorized(int from) {
        return moments.stream()
                .filter(m -> m.steps() >= from || m == last())
                .mapToDouble(Moment::memorized)
                .max()
                .orElseThrow();
    }

    private double at(Predicate<Moment> reached) {
        Moment m = first(reached);
        return reached.test(m) ? m.steps() : Double.NaN;
    }

    private Moment first(Predicate<Moment> reached) {
        return moments.stream().filter(reached).findFirst().orElse(last());
    }

    /** One value of every moment. */
    double[] curve(ToDoubleFunction<Moment> value) {
        return moments.stream().mapToDouble(value).toArray();
    }
}
