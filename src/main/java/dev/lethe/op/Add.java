package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Elementwise;

/** y = u + v, elementwise. */
public record Add(Tensor u, Tensor v, Tensor y) implements Op {
    static final Kernel KERNEL = Kernel.of("add", Elementwise::add);

    /**
     * Two tensors of one shape, which may be the same tensor.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor add(Pass pass, Tensor u, Tensor v) {
        if (!u.shape().equals(v.shape())) {
            throw new IllegalArgumentException("add of " + u + " and " + v + ": the shapes must be equal");
        }
        Tensor y = pass.like(u);
        pass.launch(KERNEL).in(u).in(v).out(y).i32(y.count()).each(y.size());
        return pass.record(new Add(u, v, y), u, v);
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
        if (b.needs(u)) {
            b.send(u, 1, b.of(y));
        }
        if (b.needs(v)) {
            b.send(v, 1, b.of(y));
        }
    }
}
