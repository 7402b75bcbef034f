package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Activation;

/** Leaky rectified linear unit, y = x above 0 and slope x below (Maas et al., 2013); the derivative at 0 is slope. */
public record LeakyRelu(Tensor x, float slope, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("leaky_relu_forward", Activation::leakyReluForward);
    static final Kernel BACKWARD = Kernel.of("leaky_relu_backward", Activation::leakyReluBackward);

    /** Any shape; the result has the shape of {@code x}. */
    public static Tensor leakyRelu(Pass pass, Tensor x, float slope) {
        Tensor y = pass.like(x);
        pass.launch(FORWARD).in(x).out(y).i32(x.count()).f32(slope).each(x.size());
        return pass.record(new LeakyRelu(x, slope, y), x);
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
        if (b.needs(x)) {
            b.launch(BACKWARD)
                    .in(x)
                    .in(b.of(y))
                    .into(b.into(x))
                    .i32(x.count())
                    .f32(slope)
                    .each(x.size());
        }
    }
}
