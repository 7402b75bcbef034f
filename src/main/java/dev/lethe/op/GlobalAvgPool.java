package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Pooling;

/** Mean of each plane: (n, c, h, w) becomes (n, c). */
public record GlobalAvgPool(Tensor x, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("global_avg_pool_forward", Pooling::globalForward);
    static final Kernel BACKWARD = Kernel.of("global_avg_pool_backward", Pooling::globalBackward);

    /**
     * The mean over all axes after the second.
     *
     * @throws IllegalArgumentException if {@code x} is not of (n, c, h, w), or its planes are empty
     */
    public static Tensor globalAvgPool(Pass pass, Tensor x) {
        if (x.rank() != 4 || x.dim(2) * x.dim(3) == 0) {
            throw new IllegalArgumentException("globalAvgPool needs x of (n, c, h, w), h and w not 0: x " + x);
        }
        Tensor y = pass.floats(x.dim(0), x.dim(1));
        int plane = x.dim(2) * x.dim(3);
        pass.launch(FORWARD).in(x).out(y).i32(y.count()).i32(plane).rows(y.count(), plane);
        return pass.record(new GlobalAvgPool(x, y), x);
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
                    .in(b.of(y))
                    .into(b.into(x))
                    .i32(y.count())
                    .i32(x.dim(2) * x.dim(3))
                    .each(x.size());
        }
    }
}
