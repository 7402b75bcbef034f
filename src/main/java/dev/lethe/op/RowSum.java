package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Reductions;
import java.util.Arrays;

/** y = factor times the sum over the last axis of x: a sum, or a mean. */
public record RowSum(Tensor x, float factor, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("row_sum", Reductions::rowSum);
    static final Kernel BACKWARD = Kernel.of("spread", Reductions::spread);

    /** (..., n) becomes (...). */
    public static Tensor rowSum(Pass pass, Tensor x) {
        return of(pass, x, 1);
    }

    /**
     * (..., n) becomes (...).
     *
     * @throws IllegalArgumentException if n is 0
     */
    public static Tensor rowMean(Pass pass, Tensor x) {
        if (x.columns() == 0) {
            throw new IllegalArgumentException("mean of rows of no element: " + x);
        }
        return of(pass, x, 1f / x.columns());
    }

    private static Tensor of(Pass pass, Tensor x, float factor) {
        if (x.rank() == 0) {
            throw new IllegalArgumentException("a scalar has no last axis to sum over: " + x);
        }
        int[] dims = x.shape().toArray();
        Tensor y = pass.floats(Shape.of(Arrays.copyOf(dims, dims.length - 1)));
        int rows = y.count();
        pass.launch(FORWARD).in(x).f32(factor).out(y).i32(rows).i32(x.columns()).rows(rows, x.columns());
        return pass.record(new RowSum(x, factor, y), x);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return Coupling.ofRows(x, examples);
    }

    @Override
    public void backward(Backward b) {
        spread(b, x, factor, y, y.count(), x.columns());
    }

    /** dx = factor dy for each of the elements that were summed. */
    static void spread(Backward b, Tensor x, float factor, Tensor y, int rows, int columns) {
        if (b.needs(x)) {
            b.launch(BACKWARD)
                    .in(b.of(y))
                    .f32(factor)
                    .into(b.into(x))
                    .i32(rows)
                    .i32(columns)
                    .each(x.size());
        }
    }
}
