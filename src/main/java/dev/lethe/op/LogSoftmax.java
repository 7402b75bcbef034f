package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;

/** Logarithm of the softmax over the last axis, y = x - ln sum exp(x). */
public record LogSoftmax(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("log_softmax_forward", dev.lethe.cpu.Softmax::logSoftmaxForward);
    static final Kernel BACKWARD = Kernel.of("log_softmax_backward", dev.lethe.cpu.Softmax::logSoftmaxBackward);

    /** (..., n); the result has the shape of {@code x}. */
    public static Tensor logSoftmax(Pass pass, Tensor x) {
        return pass.record(new LogSoftmax(x, RowWise.forward(pass, FORWARD, x)), x);
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
