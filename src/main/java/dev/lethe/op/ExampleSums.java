package dev.lethe.op;

import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.ExampleGradients;

/** Sums over the positions of each example. */
final class ExampleSums {
    private static final Kernel COLUMNS = Kernel.of("example_columns", ExampleGradients::exampleColumns);

    private ExampleSums() {}

    /** Sums of the rows of each of {@code n} examples, (n, columns); {@code x} itself if each has one row. */
    static Tensor columns(Pass pass, Tensor x, int n) {
        if (x.rows() == n) {
            return x.reshape(n, x.columns());
        }
        Tensor y = pass.floats(n, x.columns());
        pass.launch(COLUMNS)
                .in(x)
                .out(y)
                .f32(0f)
                .i32(n)
                .i32(n == 0 ? 0 : x.rows() / n)
                .i32(x.columns())
                .each(y.size());
        return y;
    }

    /** Adds {@code x} to {@code into}. */
    static void add(Pass pass, Tensor x, Grad into) {
        pass.launch(Backward.AXPBY).in(x).f32(1f).into(into).i32(x.count()).each(x.size());
    }
}
