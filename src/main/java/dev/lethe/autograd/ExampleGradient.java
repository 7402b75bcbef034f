package dev.lethe.autograd;

import dev.lethe.Grad;
import dev.lethe.Tensor;

/**
 * The gradient of one parameter for each example of a batch, as an operation knows it: what it takes to measure it
 * without forming it, and to form it.
 *
 * <p>Everything is of the loss times its cotangent: with the mean of n losses each gradient carries 1/n, which
 * {@link PerExample} takes out again. Methods launch on the device of the pass and may be part of a captured step.
 */
public interface ExampleGradient {
    /** What it is the gradient of. */
    Tensor parameter();

    /**
     * Squared norms, (examples), without forming all gradients at once.
     *
     * @param scratch memory that forming some of them may take
     */
    void squaredNorms(Pass pass, Scratch scratch, Grad into);

    /**
     * The gradients themselves of examples {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param into (to - from, size of the parameter)
     */
    void rows(Pass pass, int from, int to, Grad into);

    /**
     * Inner products with one direction, (examples).
     *
     * @param direction of the parameter's shape
     */
    void dots(Pass pass, Tensor direction, Grad into);

    /**
     * Random projections, (examples, {@link Projection#size}).
     *
     * @param stream tells this parameter's random signs from those of others
     */
    void project(Pass pass, Projection projection, int stream, Grad into);
}
