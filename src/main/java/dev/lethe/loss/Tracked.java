package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Tensor;

/**
 * What a loss writes down about each of the n examples of a batch while it has their outputs at hand.
 *
 * @param values F32 (n, 4): the columns named below
 * @param prediction I32 (n): class of the largest output, the first of equals
 */
public record Tracked(Tensor values, Tensor prediction) {
    /** Loss before weights. */
    public static final int LOSS = 0;
    /**
     * Probability of the given label: of the first of a mixed pair; of soft targets, their inner product with the
     * probabilities. For binary cross-entropy the mean over outputs of the probability given to the target. NaN for a
     * loss without probabilities, such as squared error.
     */
    public static final int PROBABILITY = 1;
    /**
     * Output of the given label (the first of a mixed pair, the largest of soft targets) less the largest other output;
     * a single output itself.
     */
    public static final int MARGIN = 2;
    /**
     * EL2N, the norm of probabilities less targets (Paul et al., 2021, arXiv 2107.07075); of outputs less targets where
     * there are no probabilities.
     */
    public static final int EL2N = 3;

    public static final int COLUMNS = 4;

    /** Room for {@code n} examples. */
    public static Tracked in(Arena arena, int n) {
        return new Tracked(arena.floats(n, COLUMNS), arena.ints(n));
    }
}
