package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Activation;

/** Exponential, y = e^x. */
public record Exp(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("exp_forward", Activation::expForward);

    /** Any shape; Infinity above 88.72, and 0 below -87.33, where the result would be subnormal. */
    public static Tensor exp(Pass pass, Tensor x) {
        return pass.record(new Exp(x, Unary.forward(pass, FORWARD, x)), x);
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
        Unary.backward(b, Multiply.KERNEL, y, x, y);
    }
}
