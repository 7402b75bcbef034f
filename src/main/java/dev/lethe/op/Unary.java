package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;

/** Launches of functions of one element. */
final class Unary {
    private Unary() {}

    /** y = f(x) by a kernel (x, y, n). */
    static Tensor forward(Pass pass, Kernel kernel, Tensor x) {
        Tensor y = pass.like(x);
        pass.launch(kernel).in(x).out(y).i32(x.count()).each(x.size());
        return y;
    }

    /** The gradient of x by a kernel (saved, dy, dx, beta, n); {@code saved} is x or y. */
    static void backward(Backward b, Kernel kernel, Tensor saved, Tensor x, Tensor y) {
        if (b.needs(x)) {
            b.launch(kernel)
                    .in(saved)
                    .in(b.of(y))
                    .into(b.into(x))
                    .i32(x.count())
                    .each(x.size());
        }
    }
}
