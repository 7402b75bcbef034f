package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Activation;

/** Natural logarithm. */
public record Log(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("log_forward", Activation::logForward);
    static final Kernel BACKWARD = Kernel.of("log_backward", Activation::logBackward);

    /** Any shape; the result is -Infinity at 0, NaN below, and the gradient at 0 is not finite. */
    public static Tensor log(Pass pass, Tensor x) {
        return pass.record(new Log(x, Unary.forward(pass, FORWARD, x)), x);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return null;
    }

    @Override
    public void backward(Backward b) {
        Unary.backward(b, BACKWARD, x, x, y);
    }
}
