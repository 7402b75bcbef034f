package dev.lethe.autograd;

import dev.lethe.Grad;
import dev.lethe.Tensor;
import java.util.List;

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

    /**
     * Why what an example gives depends on the other examples of its batch; null if it does not, which gradients for each
     * example rest on. Examples lie one after the other along the first axis of every tensor, in equal parts.
     *
     * @param examples how many there are
     * @return the reason, to follow the name of the operation, and what to do instead; null if examples stay apart
     */
    default String coupling(int examples) {
        return "does not say that it keeps examples apart: override coupling() if it does";
    }

    /** An operation with parameters whose gradients can be computed apart from those of its inputs. */
    interface Weighted extends Op {
        /** Computes the gradients of the parameters; called right after {@link #backward}. */
        void weights(Backward b);

        /**
         * The gradients for each example of the parameters that need one. They read what the operation has saved and
         * the gradient of its output as it is when they are used.
         *
         * @param examples how many there are, as in {@link #coupling}
         * @throws IllegalArgumentException if the operation has no rule for them
         */
        default List<ExampleGradient> exampleGradients(Backward b, int examples) {
            throw new IllegalArgumentException(getClass().getSimpleName()
                    + " has no rule for gradients of single examples: override exampleGradients()");
        }

        /** Adds the squared norms of each example's gradients of all parameters of this operation to {@code into}. */
        default void squaredNorms(Backward b, int examples, Scratch scratch, Grad into) {
            Grad next = into;
            for (ExampleGradient g : exampleGradients(b, examples)) {
                g.squaredNorms(b.pass(), scratch, next);
                next = new Grad(into.tensor(), 1);
            }
        }

        /** {@link #weights} and {@link #squaredNorms}, together where that is cheaper. */
        default void weightsAndSquaredNorms(Backward b, int examples, Scratch scratch, Grad into) {
            squaredNorms(b, examples, scratch, into);
            weights(b);
        }
    }
}
