package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Reductions;

/** y = factor times the sum of all elements of x: a sum, or a mean. */
public record Sum(Tensor x, float factor, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("sum", Reductions::sum);

    /** Any shape becomes (1). */
    public static Tensor sum(Pass pass, Tensor x) {
        return of(pass, x, 1);
    }

    /**
     * Any shape becomes (1).
     *
     * @throws IllegalArgumentException if {@code x} has no element
     */
    public static Tensor mean(Pass pass, Tensor x) {
        if (x.size() == 0) {
            throw new IllegalArgumentException("mean of no element: " + x);
        }
        return of(pass, x, 1f / x.size());
    }

    private static Tensor of(Pass pass, Tensor x, float factor) {
        Tensor y = pass.floats(1);
        pass.launch(FORWARD).in(x).f32(factor).out(y).i32(x.count()).rows(1, x.count());
        return pass.record(new Sum(x, factor, y), x);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return "adds up over all examples: give the losses of single examples to backward";
    }

    @Override
    public void backward(Backward b) {
        RowSum.spread(b, x, factor, y, 1, x.count());
    }
}
