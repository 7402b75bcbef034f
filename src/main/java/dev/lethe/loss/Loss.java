package dev.lethe.loss;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.Map;

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

    /** Tensors that are part of the state of training, by name; empty for most losses. */
    default Map<String, Tensor> state() {
        return Map.of();
    }
}
