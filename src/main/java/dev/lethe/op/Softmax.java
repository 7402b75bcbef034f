package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;

/** Normalised exponentials over the last axis, y = exp(x) / sum exp(x). */
public record Softmax(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("softmax_forward", dev.lethe.cpu.Softmax::softmaxForward);
    static final Kernel BACKWARD = Kernel.of("softmax_backward", dev.lethe.cpu.Softmax::softmaxBackward);

    /** (..., n); the result has the shape of {@code x}, and its rows sum to 1. */
    public static Tensor softmax(Pass pass, Tensor x) {
        return pass.record(new Softmax(x, RowWise.forward(pass, FORWARD, x)), x);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return Coupling.ofRows(x, examples);
    }

    @Override
    public void backward(Backward b) {
        RowWise.backward(b, BACKWARD, x, y);
    }
}
