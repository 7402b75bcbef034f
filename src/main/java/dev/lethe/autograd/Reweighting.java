package dev.lethe.autograd;

import dev.lethe.Tensor;

/** Decides how much each example counts in the gradient of a batch, once the norm of its own gradient is known. */
public interface Reweighting {
    /** Whether each operation's gradients are weighed by their own norms, not by those over all parameters. */
    boolean perLayer();

    /**
     * Writes the factors on the device.
     *
     * @param norms of the loss of each example, F32 (examples)
     * @param factors F32 (examples), to be written
     */
    void factors(Pass pass, Tensor norms, Tensor factors);
}
