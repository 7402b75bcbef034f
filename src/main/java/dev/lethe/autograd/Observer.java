package dev.lethe.autograd;

import dev.lethe.Tensor;

/** Is told of each operation of a pass when it has been done: for finding out where something went wrong. */
public interface Observer {
    /**
     * An operation has computed its output, whether it will be differentiated or not.
     *
     * @param inputs its differentiable inputs, parameters included; some may be null
     */
    void computed(Op op, Tensor... inputs);

    /**
     * An operation has been differentiated, and has added to the gradient of {@code x}, or begun it.
     *
     * @param gradient what has arrived at {@code x} so far; valid during the call
     */
    void differentiated(Op op, Tensor x, Tensor gradient);
}
