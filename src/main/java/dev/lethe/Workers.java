package dev.lethe;

/** Threads that share the work of one CPU kernel. */
public interface Workers {
    /** Part of a range, from {@code from} (inclusive) to {@code to} (exclusive). */
    interface Range {
        void run(int from, int to);
    }

    /** How many threads take part, the caller's included. */
    int threads();

    /**
     * Runs {@code body} over disjoint parts of 0..n, and returns when all are done.
     *
     * <p>The parts depend on the number of threads, so a body must compute each element in a way that does not depend
     * on where its part begins. Reductions are made over blocks of fixed size, one index of the range each.
     *
     * @param grain fewest indices worth a thread of their own
     */
    void range(int n, int grain, Range body);

    /** An array of at least {@code length} floats of any value, for the time of one kernel. */
    float[] borrow(int length);

    /** Takes back what {@link #borrow} gave, to lend it again. */
    void giveBack(float[] array);
}
