package dev.lethe.op;

import dev.lethe.Gemm;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.Projection;
import dev.lethe.cpu.Projections;

/** Projections by matrices of random signs that are drawn where they are needed. */
final class Signs {
    private static final Kernel PROJECT = Kernel.of("sign_project", Projections::signProject);
    private static final Kernel LOOKUP = Kernel.of("sign_lookup", Projections::signLookup);

    private Signs() {}

    /** Rows of {@code x} by a matrix of signs, (rows, k), not scaled. */
    static Tensor project(Pass pass, Tensor x, Projection projection, int k, int stream) {
        Tensor y = pass.floats(x.rows(), k);
        project(pass, x, projection, k, stream, 1, y);
        return y;
    }

    private static void project(Pass pass, Tensor x, Projection projection, int k, int stream, float scale, Tensor y) {
        pass.launch(PROJECT)
                .in(x)
                .out(y)
                .f32(scale)
                .i32(x.rows())
                .i32(x.columns())
                .i32(k)
                .i32(stream)
                .i32(projection.seedLow())
                .i32(projection.seedHigh())
                .rows(x.rows(), k);
    }

    /** The projections of unit vectors, of which {@code index} says which component is 1: (indices, k), not scaled. */
    static Tensor lookup(Pass pass, Tensor index, Projection projection, int k, int stream) {
        Tensor y = pass.floats(index.count(), k);
        pass.launch(LOOKUP)
                .in(index)
                .out(y)
                .i32(index.count())
                .i32(k)
                .i32(stream)
                .i32(projection.seedLow())
                .i32(projection.seedHigh())
                .each(y.size());
        return y;
    }

    /** Adds up the outer products of projected outputs and inputs over the positions of each of {@code n} examples. */
    static void combine(Pass pass, Tensor outputs, Tensor inputs, int n, Projection projection, Grad into) {
        int side = projection.side();
        Gemm each = Gemm.of(true, false, side, side, inputs.rows() / n).batch(n);
        pass.gemm(each.alpha(projection.scale()).beta(into.beta()), outputs, inputs, into.tensor());
    }

    /** Projects the rows of {@code x} straight to all numbers of the projection. */
    static void projectRows(Pass pass, Tensor x, Projection projection, int stream, Grad into) {
        if (into.beta() == 0) {
            project(pass, x, projection, projection.size(), stream, projection.scale(), into.tensor());
            return;
        }
        Tensor more = pass.floats(x.rows(), projection.size());
        project(pass, x, projection, projection.size(), stream, projection.scale(), more);
        ExampleSums.add(pass, more, into);
    }
}
