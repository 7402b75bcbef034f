package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Activation;

/** Rectified linear unit, y = max(x, 0); the derivative at 0 is 0. */
public record Relu(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("relu_forward", Activation::reluForward);
    static final Kernel BACKWARD = Kernel.of("relu_backward", Activation::reluBackward);

    /** Any shape; the result has the shape of {@code x}. */
    public static Tensor relu(Pass pass, Tensor x) {
        return pass.record(new Relu(x, Unary.forward(pass, FORWARD, x)), x);
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
