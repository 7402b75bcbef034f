package dev.lethe.autograd;

import dev.lethe.Device;
import dev.lethe.Grad;
import dev.lethe.Tensor;

/** Tensors that outlive a pass and whose gradients have a fixed place: the parameters of a model. */
public interface Leaves {
    /** Which leaf {@code t} is, or -1 if it is none of these. */
    int indexOf(Tensor t);

    /** Whether the leaf takes no gradient at present. */
    boolean frozen(int index);

    /** What the leaf is called, for messages. */
    String name(int index);

    /** The gradient of a leaf as it stands, in its shape. */
    Tensor gradient(int index);

    /** Where the gradient of a leaf goes. The next call for the same leaf adds to what the first one wrote. */
    Grad claim(int index);

    /** Fills the gradients of leaves that nobody claimed with zeros, so that a stale one is never applied. */
    void zeroUnclaimed(Device device);
}
