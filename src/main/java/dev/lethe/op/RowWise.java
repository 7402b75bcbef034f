package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;

/** Launches of functions of one row. */
final class RowWise {
    private RowWise() {}

    /** y = f(x) by a kernel (x, y, rows, columns). */
    static Tensor forward(Pass pass, Kernel kernel, Tensor x) {
        Tensor y = pass.like(x);
        pass.launch(kernel).in(x).out(y).i32(x.rows()).i32(x.columns()).rows(x.rows(), x.columns());
        return y;
    }

    /** The gradient of x by a kernel (y, dy, dx, beta, rows, columns). */
    static void backward(Backward b, Kernel kernel, Tensor x, Tensor y) {
        if (b.needs(x)) {
            b.launch(kernel)
                    .in(y)
                    .in(b.of(y))
                    .into(b.into(x))
                    .i32(x.rows())
                    .i32(x.columns())
                    .rows(x.rows(), x.columns());
        }
    }
}
