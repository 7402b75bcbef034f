package dev.lethe.autograd;

import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.ExampleGradients;

/** What is done to tables with one row for each example. */
public final class ExampleRows {
    private static final Kernel DOTS = Kernel.of("row_dots", ExampleGradients::rowDots);
    private static final Kernel SCALE = Kernel.of("scale_rows", ExampleGradients::scaleRows);
    private static final Kernel NORMS = Kernel.of("example_norms", ExampleGradients::exampleNorms);
    private static final Kernel COSINES = Kernel.of("example_cosines", ExampleGradients::exampleCosines);

    private ExampleRows() {}

    /** Inner products of the rows of {@code a} with those of {@code b}, each seen as {@code rows} of equal length. */
    public static void dots(Pass pass, Tensor a, Tensor b, int rows, Grad into) {
        int columns = rows == 0 ? 0 : a.count() / rows;
        pass.launch(DOTS).in(a).in(b).into(into).i32(rows).i32(columns).rows(rows, columns);
    }

    /** Multiplies row i of {@code y}, seen as rows of equal length, by {@code factors} i. */
    public static void scale(Pass pass, Tensor factors, Tensor y) {
        int rows = factors.count();
        pass.launch(SCALE)
                .in(factors)
                .out(y)
                .i32(rows)
                .i32(rows == 0 ? 0 : y.count() / rows)
                .each(y.size());
    }

    /** Roots of squared norms, times {@code factor}. */
    static void norms(Pass pass, Tensor squared, float factor, Tensor norms) {
        pass.launch(NORMS).in(squared).out(norms).f32(factor).i32(norms.count()).each(norms.size());
    }

    /** Cosines of angles from inner products of weighted gradients with one vector; factors may be null for 1. */
    static void cosines(Pass pass, Tensor dots, Tensor norms, Tensor factors, Tensor squared, Tensor cosines) {
        pass.launch(COSINES)
                .in(dots)
                .in(norms)
                .in(factors)
                .in(squared)
                .out(cosines)
                .i32(norms.count())
                .each(norms.size());
    }
}
