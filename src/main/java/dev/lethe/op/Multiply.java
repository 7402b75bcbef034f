package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Elementwise;

/** y = u v, elementwise. */
public record Multiply(Tensor u, Tensor v, Tensor y) implements Op {
    static final Kernel KERNEL = Kernel.of("multiply", Elementwise::multiply);

    /**
     * Two tensors of one shape; for one tensor twice, its square, the two gradients are added.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor multiply(Pass pass, Tensor u, Tensor v) {
        if (!u.shape().equals(v.shape())) {
            throw new IllegalArgumentException("product of " + u + " and " + v + ": the shapes must be equal");
        }
        Tensor y = pass.like(u);
        pass.launch(KERNEL).in(u).in(v).out(y).f32(0).i32(y.count()).each(y.size());
        return pass.record(new Multiply(u, v, y), u, v);
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
        Unary.backward(b, KERNEL, v, u, y);
        Unary.backward(b, KERNEL, u, v, y);
    }
}
