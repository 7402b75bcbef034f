package dev.lethe.privacy;

/**
 * Bounds what a run gives away of one example: it is (epsilon, delta) differentially private if no event is more
 * probable than exp(epsilon) times its probability without the example, plus delta, and the same the other way round.
 */
public interface Accountant {
    /**
     * An epsilon that the run has with this delta, 0 or more; infinite where none is found.
     *
     * @param delta above 0 and below 1
     * @throws IllegalArgumentException if delta is out of its range
     */
    double epsilon(Composition run, double delta);

    /**
     * A delta that the run has with this epsilon, 0..1.
     *
     * @param epsilon 0 or more, finite
     * @throws IllegalArgumentException if epsilon is out of its range
     */
    double delta(Composition run, double epsilon);

    /** @throws IllegalArgumentException unless delta is above 0 and below 1 */
    static void checkDelta(double delta) {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("a delta of " + delta + ": above 0 and below 1 is allowed");
        }
    }

    /** @throws IllegalArgumentException unless epsilon is 0 or more and finite */
    static void checkEpsilon(double epsilon) {
        if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("an epsilon of " + epsilon + ": 0 or more and finite is allowed");
        }
    }
}
