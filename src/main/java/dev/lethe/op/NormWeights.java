package dev.lethe.op;

import dev.lethe.Grad;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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

    /**
     * Gradients of scales and shifts for each example.
     *
     * @param form gives those of the scales and of the shifts, each (examples, size of the parameter)
     */
    static List<ExampleGradient> exampleGradients(
            Backward back, Tensor w, Tensor b, int examples, Function<Pass, Tensor[]> form) {
        List<ExampleGradient> all = new ArrayList<>(2);
        if (back.needs(w)) {
            all.add(new SummedGradient(w, examples, pass -> form.apply(pass)[0]));
        }
        if (back.needs(b)) {
            all.add(new SummedGradient(b, examples, pass -> form.apply(pass)[1]));
        }
        return all;
    }
}
