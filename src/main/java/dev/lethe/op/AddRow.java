package dev.lethe.op;

import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import java.util.Arrays;
import java.util.List;

/** y = x + b, with b repeated over the leading axes of x: a bias, or the positions of a sequence. */
public record AddRow(Tensor x, Tensor b, Tensor y) implements Op.Weighted {
    /**
     * (..., d1, ..., dk) + (d1, ..., dk).
     *
     * @throws IllegalArgumentException if the extents of {@code b} are not the last ones of {@code x}
     */
    public static Tensor addRow(Pass pass, Tensor x, Tensor b) {
        int[] dims = x.shape().toArray();
        int lead = dims.length - b.rank();
        if (lead < 0 || !Shape.of(Arrays.copyOfRange(dims, lead, dims.length)).equals(b.shape())) {
            throw new IllegalArgumentException("cannot repeat " + b + " over the leading axes of " + x
                    + ": its extents must be the last ones there");
        }
        Tensor y = pass.like(x);
        pass.launch(Copy.KERNEL).in(x).out(y).i32(x.count()).each(x.size());
        int columns = b.count();
        int rows = columns == 0 ? 0 : x.count() / columns;
        pass.launch(Affine.BIAS).in(b).out(y).i32(rows).i32(columns).each(y.size());
        return pass.record(new AddRow(x, b, y), x, b);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return Coupling.ofRows(x.reshape(-1, Math.max(1, b.count())), examples);
    }

    @Override
    public void backward(Backward back) {
        if (back.needs(x)) {
            back.send(x, 1, back.of(y));
        }
    }

    @Override
    public void weights(Backward back) {
        if (back.needs(b)) {
            int columns = b.count();
            back.launch(Affine.COLUMN_SUM)
                    .in(back.of(y))
                    .into(back.into(b))
                    .i32(columns == 0 ? 0 : x.count() / columns)
                    .i32(columns)
                    .each(columns);
        }
    }

    @Override
    public List<ExampleGradient> exampleGradients(Backward back, int examples) {
        return back.needs(b) ? List.of(SummedGradient.bias(b, back.of(y), examples)) : List.of();
    }
}
