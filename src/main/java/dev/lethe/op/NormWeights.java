package dev.lethe.op;

import dev.lethe.Grad;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;

/** Gradients of the scales and shifts of normalisations, from partial sums. */
final class NormWeights {
    private NormWeights() {}

    /** Hands the sum of the rows of {@code partial}, (rows, size of the parameter), to a parameter's gradient. */
    static void sum(Backward back, Tensor partial, Grad into) {
        if (into != null) {
            back.launch(Affine.COLUMN_SUM)
                    .in(partial)
                    .into(into)
                    .i32(partial.rows())
                    .i32(partial.columns())
                    .each(partial.columns());
        }
    }
}
