package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/**
 * A part of a network: a function of one tensor, and what it owns.
 *
 * <p>A module holds no mode and no gradient; the pass carries both. One module may be called several times in a pass,
 * and two modules may own the same parameter.
 */
public interface Module {
    /** Computes the output; each module says which shapes it takes. */
    Tensor forward(Pass pass, Tensor x);

    /** Names the parameters, buffers and children, always in the same order. */
    default void declare(Declaration into) {}
}
