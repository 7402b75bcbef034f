package dev.lethe.op;

import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Shapes;

/** A copy of the part of x from one extent to another along an axis; elsewhere the gradient is 0. */
public record Slice(Tensor x, int axis, int from, int to, Tensor y) implements Op {
    static final Kernel CUT = Kernel.of("cut", Shapes::cut);
    static final Kernel CUT_BACKWARD = Kernel.of("cut_backward", Shapes::cutBackward);

    /**
     * From {@code from} (inclusive) to {@code to} (exclusive) along {@code axis}.
     *
     * @param axis from 0; negative counts from the end
     * @throws IllegalArgumentException if there is no such axis or range
     */
    public static Tensor slice(Pass pass, Tensor x, int axis, int from, int to) {
        int extent = x.dim(axis);
        if (from < 0 || to < from || to > extent) {
            throw new IllegalArgumentException("slice from " + from + " to " + to + " along axis " + axis + " of " + x
                    + ": the range must lie in 0 to " + extent);
        }
        int along = axis < 0 ? axis + x.rank() : axis;
        Tensor y = pass.floats(x.shape().with(along, to - from));
        Block.of(x, along, from, to).cut(pass.launch(CUT), x, new Grad(y, 0));
        return pass.record(new Slice(x, along, from, to, y), x);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return axis > 0 ? Coupling.ofFirstAxis(x, examples) : "takes a part of the batch, along axis 0";
    }

    @Override
    public void backward(Backward b) {
        if (b.needs(x)) {
            Block.of(x, axis, from, to).cut(b.launch(CUT_BACKWARD), b.of(y), b.into(x));
        }
    }
}
