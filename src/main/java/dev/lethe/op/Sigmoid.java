package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Activation;

/** Logistic function, y = 1 / (1 + exp(-x)). */
public record Sigmoid(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("sigmoid_forward", Activation::sigmoidForward);
    static final Kernel BACKWARD = Kernel.of("sigmoid_backward", Activation::sigmoidBackward);

    /** Any shape; the result has the shape of {@code x}. */
    public static Tensor sigmoid(Pass pass, Tensor x) {
        return pass.record(new Sigmoid(x, Unary.forward(pass, FORWARD, x)), x);
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
