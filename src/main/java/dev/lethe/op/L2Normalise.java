package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Rows;

/**
 * Rows of unit length, y = x / max(|x|, 1e-12) over the last axis.
 *
 * <p>Where the norm is clamped the gradient is that of x / 1e-12, so dx = 1e12 dy there, at 0 too.
 *
 * @param norm max(|x|, 1e-12) of each row; null if no gradient is wanted
 */
public record L2Normalise(Tensor x, Tensor norm, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("l2_normalise_forward", Rows::l2NormaliseForward);
    static final Kernel BACKWARD = Kernel.of("l2_normalise_backward", Rows::l2NormaliseBackward);
    private static final float EPS = 1e-12f;

    /** (..., n); the result has the shape of {@code x}. Squares are summed in float: |x| must stay below 1.8e19. */
    public static Tensor l2Normalise(Pass pass, Tensor x) {
        Tensor y = pass.like(x);
        Tensor norm = pass.needs(x) ? pass.floats(x.rows()) : null;
        pass.launch(FORWARD)
                .in(x)
                .out(y)
                .out(norm)
                .f32(EPS)
                .i32(x.rows())
                .i32(x.columns())
                .rows(x.rows(), x.columns());
        return pass.record(new L2Normalise(x, norm, y), x);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return Coupling.ofRows(x, examples);
    }

    @Override
    public void backward(Backward b) {
        if (b.needs(x)) {
            b.launch(BACKWARD)
                    .in(y)
                    .in(norm)
                    .in(b.of(y))
                    .into(b.into(x))
                    .f32(EPS)
                    .i32(x.rows())
                    .i32(x.columns())
                    .rows(x.rows(), x.columns());
        }
    }
}
