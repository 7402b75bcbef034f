package dev.lethe.loss;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.Map;
import java.util.OptionalDouble;

/** What training makes small. */
public interface Loss {
    /** Short name as on the command line, such as {@code gce}. */
    String name();

    /**
     * The loss of each example, times its weight, to be handed to {@link Pass#backward(Tensor)}, which differentiates
     * the mean.
     *
     * @param outputs F32 (n, k): logits, or values for regression
     * @param tracked where to write what is tracked, or null
     * @return F32 (n)
     * @throws IllegalArgumentException if shapes do not fit, or this loss does not take such targets
     */
    Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked);

    /**
     * What the losses of one row of outputs add up to when each of the classes in turn is its label, if that is the same
     * for all outputs: then the loss is symmetric, and uniform label noise does not move its best classifier (Ghosh, Kumar
     * and Sastry, 2017, arXiv 1712.09482). Empty for a loss that is not.
     *
     * @param classes k, at least 2
     */
    default OptionalDouble symmetricSum(int classes) {
        return OptionalDouble.empty();
    }

    /** Tensors that are part of the state of training, by name; empty for most losses. */
    default Map<String, Tensor> state() {
        return Map.of();
    }
}
