package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Activation;

/** GELU in its exact form, y = x Phi(x) (Hendrycks and Gimpel, 2016). */
public record Gelu(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("gelu_forward", Activation::geluForward);
    static final Kernel BACKWARD = Kernel.of("gelu_backward", Activation::geluBackward);

    /** Any shape; the result has the shape of {@code x}. */
    public static Tensor gelu(Pass pass, Tensor x) {
        return pass.record(new Gelu(x, Unary.forward(pass, FORWARD, x)), x);
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
