package dev.lethe.op;

import dev.lethe.Arena;
import dev.lethe.Gemm;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.ExampleRows;
import dev.lethe.autograd.FormedRows;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.Projection;
import dev.lethe.autograd.Scratch;
import dev.lethe.cpu.ExampleGradients;
import java.util.List;

/**
 * The gradient of the weights of a linear map for each example: the sum over its t positions of dy x^T.
 *
 * <p>Its squared norm is |dy|^2 |x|^2 for one position (Goodfellow, 2015, arXiv 1510.01799), and otherwise the sum over all
 * pairs of positions of (x . x')(dy . dy') (Bu et al., 2022, arXiv 2205.10683), or that of the formed matrix.
 *
 * @param parameter w of (out, in)
 * @param x (n t, in)
 * @param dy (n t, out)
 * @param n examples
 */
record OuterGradient(Tensor parameter, Tensor x, Tensor dy, int n) implements ExampleGradient {
    static final Kernel NORMS = Kernel.of("outer_norms", ExampleGradients::outerNorms);

    private int t() {
        return n == 0 ? 0 : x.rows() / n;
    }

    private int in() {
        return x.columns();
    }

    private int out() {
        return dy.columns();
    }

    /** Whether products of positions cost less than the formed matrix: t (in + out) against in out. */
    static boolean byPositions(long t, long in, long out) {
        return t * (in + out) < in * out;
    }

    @Override
    public void squaredNorms(Pass pass, Scratch scratch, Grad into) {
        if (t() == 1) {
            norms(pass, x, dy, n, true, false, into);
        } else if (byPositions(t(), in(), out())) {
            squaredNormsByPositions(pass, scratch, into);
        } else {
            squaredNormsFormed(pass, scratch, into);
        }
    }

    /** |dy|^2 (|x|^2 + 1) for the rows of x and dy, with either term left out. */
    static void norms(Pass pass, Tensor x, Tensor dy, int n, boolean weight, boolean bias, Grad into) {
        pass.launch(NORMS)
                .in(x)
                .in(dy)
                .into(into)
                .i32(n)
                .i32(x.columns())
                .i32(dy.columns())
                .i32(weight ? 1 : 0)
                .i32(bias ? 1 : 0)
                .rows(n, x.columns() + dy.columns());
    }

    void squaredNormsFormed(Pass pass, Scratch scratch, Grad into) {
        FormedRows.squaredNorms(pass, List.of(this), n, scratch, "w " + parameter, into);
    }

    void squaredNormsByPositions(Pass pass, Scratch scratch, Grad into) {
        int t = t();
        int chunk = scratch.examples(2L * t * t, n, "w " + parameter);
        Arena.Mark mark = pass.arena().mark();
        Tensor ofX = pass.floats(chunk, t, t);
        Tensor ofDy = pass.floats(chunk, t, t);
        for (int from = 0; from < n; from += chunk) {
            int count = Math.min(chunk, n - from);
            Tensor some = x.reshape(n, t, in()).slice(from, from + count);
            Tensor arrived = dy.reshape(n, t, out()).slice(from, from + count);
            pass.gemm(Gemm.of(false, true, t, t, in()).batch(count), some, some, ofX);
            pass.gemm(Gemm.of(false, true, t, t, out()).batch(count), arrived, arrived, ofDy);
            Grad part = new Grad(into.tensor().slice(from, from + count), into.beta());
            ExampleRows.dots(pass, ofX.slice(0, count), ofDy.slice(0, count), count, part);
        }
        pass.arena().release(mark);
    }

    @Override
    public void rows(Pass pass, int from, int to, Grad into) {
        Tensor some = x.reshape(n, t(), in()).slice(from, to);
        Tensor arrived = dy.reshape(n, t(), out()).slice(from, to);
        Gemm each = Gemm.of(true, false, out(), in(), t()).batch(to - from);
        pass.gemm(each.beta(into.beta()), arrived, some, into.tensor());
    }

    @Override
    public void dots(Pass pass, Tensor direction, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        Tensor along = pass.like(dy);
        pass.gemm(Gemm.of(false, true, x.rows(), out(), in()), x, direction, along);
        ExampleRows.dots(pass, along, dy, n, into);
        pass.arena().release(mark);
    }

    @Override
    public void project(Pass pass, Projection projection, int stream, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        Tensor inputs = Signs.project(pass, x, projection, projection.side(), stream);
        Tensor outputs = Signs.project(pass, dy, projection, projection.side(), stream + 1);
        Signs.combine(pass, outputs, inputs, n, projection, into);
        pass.arena().release(mark);
    }
}
