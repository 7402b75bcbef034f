package dev.lethe.cpu;

import java.util.ArrayList;
import java.util.List;

/** Arrays that are lent and taken back, so that kernels make no garbage. Safe for several threads. */
final class Buffers {
    /** More than one kernel needs at once; what exceeds it is left to the collector. */
    private static final int KEPT = 8;

    private final List<float[]> free = new ArrayList<>();

    /** The smallest free array of at least {@code length} elements, or a new one. */
    synchronized float[] borrow(int length) {
        int best = -1;
        for (int i = 0; i < free.size(); i++) {
            int size = free.get(i).length;
            if (size >= length && (best < 0 || size < free.get(best).length)) {
                best = i;
            }
        }
        // Some room to spare, so that slightly different requests share one array.
        return best >= 0 ? free.remove(best) : new float[(int) Math.min(Integer.MAX_VALUE - 8, length + length / 8L)];
    }

    /** Keeps the larger arrays if there are too many. */
    synchronized void giveBack(float[] array) {
        free.add(array);
        if (free.size() > KEPT) {
            int least = 0;
            for (int i = 1; i < free.size(); i++) {
                least = free.get(i).length < free.get(least).length ? i : least;
            }
            free.remove(least);
        }
    }
}
