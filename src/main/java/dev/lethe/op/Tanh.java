package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Activation;

/** Hyperbolic tangent. */
public record Tanh(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("tanh_forward", Activation::tanhForward);
    static final Kernel BACKWARD = Kernel.of("tanh_backward", Activation::tanhBackward);

    /** Any shape; the result has the shape of {@code x}. */
    public static Tensor tanh(Pass pass, Tensor x) {
        return pass.record(new Tanh(x, Unary.forward(pass, FORWARD, x)), x);
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
        Unary.backward(b, BACKWARD, y, x, y);
    }
}
