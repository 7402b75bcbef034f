package dev.lethe.autograd;

import dev.lethe.Tensor;

/**
 * One differentiable computation that has been done: a record whose components are exactly what its derivative needs.
 */
public interface Op {
    /** What was computed. */
    Tensor output();

    /**
     * Computes the gradients of those inputs that need one, from {@link Backward#of} of the output.
     *
     * <p>Gradients of parameters that cost as much as a layer belong in {@link Weighted#weights}.
     */
    void backward(Backward b);

    /** An operation with parameters whose gradients can be computed apart from those of its inputs. */
    interface Weighted extends Op {
        /** Computes the gradients of the parameters; called right after {@link #backward}. */
        void weights(Backward b);
    }
}
