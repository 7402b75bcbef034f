package dev.lethe.op;

import dev.lethe.Arena;
import dev.lethe.Gemm;
import dev.lethe.Grad;
import dev.lethe.Tensor;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.ExampleRows;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.Projection;
import dev.lethe.autograd.Scratch;
import java.util.function.Function;

/**
 * The gradient of a bias, a scale or a shift for each example: so small that forming it is the way to measure it.
 *
 * @param parameter of any shape
 * @param n examples
 * @param form gives (n, size of the parameter), in memory of the step arena that may be taken back after use
 */
record SummedGradient(Tensor parameter, int n, Function<Pass, Tensor> form) implements ExampleGradient {
    /** Of what is added to the rows of an output: the sum of dy over the positions of an example. */
    static SummedGradient bias(Tensor parameter, Tensor dy, int n) {
        Tensor rows = dy.reshape(-1, parameter.count());
        return new SummedGradient(parameter, n, pass -> ExampleSums.columns(pass, rows, n));
    }

    @Override
    public void squaredNorms(Pass pass, Scratch scratch, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        Tensor rows = form.apply(pass);
        ExampleRows.dots(pass, rows, rows, n, into);
        pass.arena().release(mark);
    }

    @Override
    public void rows(Pass pass, int from, int to, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        ExampleSums.add(pass, form.apply(pass).slice(from, to), into);
        pass.arena().release(mark);
    }

    @Override
    public void dots(Pass pass, Tensor direction, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        Gemm product = Gemm.of(false, false, n, 1, parameter.count()).beta(into.beta());
        pass.gemm(product, form.apply(pass), direction, into.tensor());
        pass.arena().release(mark);
    }

    @Override
    public void project(Pass pass, Projection projection, int stream, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        Signs.projectRows(pass, form.apply(pass), projection, stream, into);
        pass.arena().release(mark);
    }
}
