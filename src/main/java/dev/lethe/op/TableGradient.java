package dev.lethe.op;

import dev.lethe.Arena;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.ExampleRows;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.Projection;
import dev.lethe.autograd.Scratch;
import dev.lethe.cpu.TableGradients;

/**
 * The gradient of an embedding table for each example: rows that are looked up several times add up, all others are 0.
 *
 * @param parameter the table, (vocabulary, width)
 * @param index I32, t for each example
 * @param dy (n t, width)
 * @param n examples
 */
record TableGradient(Tensor parameter, Tensor index, Tensor dy, int n) implements ExampleGradient {
    private static final Kernel NORMS = Kernel.of("table_norms", TableGradients::norms);
    private static final Kernel ROWS = Kernel.of("table_rows", TableGradients::rows);

    private int t() {
        return n == 0 ? 0 : index.count() / n;
    }

    private int width() {
        return parameter.dim(1);
    }

    @Override
    public void squaredNorms(Pass pass, Scratch scratch, Grad into) {
        pass.launch(NORMS)
                .in(index)
                .in(dy)
                .into(into)
                .i32(n)
                .i32(t())
                .i32(width())
                .rows(n, t() * width());
    }

    @Override
    public void rows(Pass pass, int from, int to, Grad into) {
        pass.launch(ROWS)
                .in(index.reshape(n, t()).slice(from, to))
                .in(dy.reshape(n, t(), width()).slice(from, to))
                .into(into)
                .i32(to - from)
                .i32(t())
                .i32(parameter.dim(0))
                .i32(width())
                .rows(to - from, parameter.count());
    }

    @Override
    public void dots(Pass pass, Tensor direction, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        Tensor along = pass.like(dy);
        Embedding.lookUp(pass, direction, index, along);
        ExampleRows.dots(pass, along, dy, n, into);
        pass.arena().release(mark);
    }

    @Override
    public void project(Pass pass, Projection projection, int stream, Grad into) {
        Arena.Mark mark = pass.arena().mark();
        // As for a matrix (vocabulary, width), so that a table that is also the weights of a linear map adds up.
        Tensor inputs = Signs.project(pass, dy.reshape(-1, width()), projection, projection.side(), stream);
        Tensor outputs = Signs.lookup(pass, index, projection, projection.side(), stream + 1);
        Signs.combine(pass, outputs, inputs, n, projection, into);
        pass.arena().release(mark);
    }
}
