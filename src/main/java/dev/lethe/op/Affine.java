package dev.lethe.op;

import dev.lethe.Gemm;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.Scratch;
import dev.lethe.cpu.Rows;
import java.util.ArrayList;
import java.util.List;

/** y = x w^T + b, with x of (rows, in), w of (out, in), b of (out) or null. */
public record Affine(Tensor x, Tensor w, Tensor b, Tensor y) implements Op.Weighted {
    static final Kernel BIAS = Kernel.of("add_row", Rows::addRow);
    static final Kernel COLUMN_SUM = Kernel.of("column_sum", Rows::columnSum);

    /**
     * Leading axes of {@code x} are kept: (..., in) becomes (..., out).
     *
     * @throws IllegalArgumentException if the extents do not fit
     */
    public static Tensor affine(Pass pass, Tensor x, Tensor w, Tensor bias) {
        if (w.rank() != 2 || x.columns() != w.dim(1) || (bias != null && bias.size() != w.dim(0))) {
            throw new IllegalArgumentException("affine of x " + x + " needs w of (out, " + x.columns()
                    + ") and b of (out): w " + w + ", b " + bias);
        }
        int rows = x.rows();
        int out = w.dim(0);
        Tensor y = pass.floats(x.shape().with(-1, out));
        pass.gemm(Gemm.of(false, true, rows, out, x.columns()), x, w, y);
        if (bias != null) {
            pass.launch(BIAS).in(bias).out(y).i32(rows).i32(out).each(y.size());
        }
        return pass.record(new Affine(x, w, bias, y), x, w, bias);
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
    public void backward(Backward back) {
        if (back.needs(x)) {
            var dx = back.into(x);
            back.gemm(
                    Gemm.of(false, false, x.rows(), x.columns(), y.columns()).beta(dx.beta()),
                    back.of(y),
                    w,
                    dx.tensor());
        }
    }

    @Override
    public void weights(Backward back) {
        Tensor dy = back.of(y);
        if (back.needs(w)) {
            var dw = back.into(w);
            back.gemm(Gemm.of(true, false, w.dim(0), w.dim(1), x.rows()).beta(dw.beta()), dy, x, dw.tensor());
        }
        if (back.needs(b)) {
            back.launch(COLUMN_SUM)
                    .in(dy)
                    .into(back.into(b))
                    .i32(x.rows())
                    .i32(w.dim(0))
                    .each(w.dim(0));
        }
    }

    @Override
    public List<ExampleGradient> exampleGradients(Backward back, int examples) {
        List<ExampleGradient> all = new ArrayList<>(2);
        if (back.needs(w)) {
            Tensor rows = x.reshape(x.rows(), x.columns());
            all.add(new OuterGradient(w, rows, back.of(y).reshape(x.rows(), w.dim(0)), examples));
        }
        if (back.needs(b)) {
            all.add(SummedGradient.bias(b, back.of(y), examples));
        }
        return all;
    }

    @Override
    public void squaredNorms(Backward back, int examples, Scratch scratch, Grad into) {
        if (x.rows() == examples) {
            Tensor dy = back.of(y);
            OuterGradient.norms(back.pass(), x, dy, examples, back.needs(w), back.needs(b), into);
        } else {
            Op.Weighted.super.squaredNorms(back, examples, scratch, into);
        }
    }
}
