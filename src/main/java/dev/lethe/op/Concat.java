package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Shapes;
import java.util.List;

/** Tensors one after the other along an axis. */
public record Concat(List<Tensor> parts, int axis, Tensor y) implements Op {
    static final Kernel PASTE = Kernel.of("paste", Shapes::paste);

    /**
     * Extents may differ along {@code axis} only.
     *
     * @param axis from 0; negative counts from the end
     * @throws IllegalArgumentException if there is no part, no such axis, or another extent differs
     */
    public static Tensor concat(Pass pass, int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("concatenation of no tensor");
        }
        Tensor first = parts[0];
        int along = axis < 0 ? axis + first.rank() : axis;
        int extent = 0;
        for (Tensor x : parts) {
            if (x.rank() != first.rank()
                    || !first.shape().with(along, x.dim(along)).equals(x.shape())) {
                throw new IllegalArgumentException("concatenation of " + List.of(parts) + " along axis " + axis
                        + ": the other extents must be equal");
            }
            extent = Math.addExact(extent, x.dim(along));
        }
        Tensor y = pass.floats(first.shape().with(along, extent));
        Block to = Block.begin(y, along);
        for (Tensor x : parts) {
            Block block = to.next(x);
            pass.launch(PASTE)
                    .in(x)
                    .out(y)
                    .i32(block.rows())
                    .i32(block.width())
                    .i32(block.stride())
                    .i32(block.at())
                    .each(x.size());
            to = block;
        }
        return pass.record(new Concat(List.of(parts), along, y), parts);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return axis > 0
                ? Coupling.ofFirstAxis(y, examples)
                : "joins batches along axis 0, so that examples are not one after the other";
    }

    @Override
    public void backward(Backward b) {
        Block from = Block.begin(y, axis);
        for (Tensor x : parts) {
            from = from.next(x);
            if (b.needs(x)) {
                from.cut(b.launch(Slice.CUT), b.of(y), b.into(x));
            }
        }
    }
}
