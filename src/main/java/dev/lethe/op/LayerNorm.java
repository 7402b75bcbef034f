package dev.lethe.op;

import dev.lethe.Arena;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LayerNormalisation;
import java.util.List;

/**
 * Layer normalisation over the last axis (Ba, Kiros and Hinton, 2016): y = (x - mean) / sqrt(variance + eps) w + b with
 * the mean and the biased variance of each row.
 *
 * @param x of (..., columns)
 * @param w scales of (columns), or null for 1
 * @param b shifts of (columns), or null for 0
 * @param mean of each row, null if no gradient is wanted
 * @param rstd 1 / sqrt(variance + eps) of each row, likewise
 */
public record LayerNorm(Tensor x, Tensor w, Tensor b, Tensor mean, Tensor rstd, Tensor y) implements Op.Weighted {
    public static final float EPS = 1e-5f;

    static final Kernel FORWARD = Kernel.of("layer_norm_forward", LayerNormalisation::forward);
    static final Kernel BACKWARD = Kernel.of("layer_norm_backward", LayerNormalisation::backward);
    static final Kernel PARTIALS = Kernel.of("layer_norm_partials", LayerNormalisation::partials);

    /** Rows whose share of the gradients of w and b is summed first; part of the definition of the result. */
    static final int BLOCK = 64;

    /** With eps {@link #EPS}. */
    public static Tensor layerNorm(Pass pass, Tensor x, Tensor w, Tensor b) {
        return layerNorm(pass, x, w, b, EPS);
    }

    /**
     * The result has the shape of {@code x}.
     *
     * @throws IllegalArgumentException if the rows are empty, or w or b are not as long
     */
    public static Tensor layerNorm(Pass pass, Tensor x, Tensor w, Tensor b, float eps) {
        int columns = x.columns();
        if (columns == 0 || (w != null && w.size() != columns) || (b != null && b.size() != columns)) {
            throw new IllegalArgumentException("layerNorm of x " + x
                    + " needs rows that are not empty, and w and b of (" + columns + "): w " + w + ", b " + b);
        }
        boolean kept = pass.needs(x, w, b);
        Tensor mean = kept ? pass.floats(x.rows()) : null;
        Tensor rstd = kept ? pass.floats(x.rows()) : null;
        Tensor y = pass.like(x);
        pass.launch(FORWARD)
                .in(x)
                .in(w)
                .in(b)
                .out(y)
                .out(mean)
                .out(rstd)
                .f32(eps)
                .i32(x.rows())
                .i32(columns)
                .rows(x.rows(), columns);
        return pass.record(new LayerNorm(x, w, b, mean, rstd, y), x, w, b);
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
            back.launch(BACKWARD)
                    .in(x)
                    .in(back.of(y))
                    .in(mean)
                    .in(rstd)
                    .in(w)
                    .into(back.into(x))
                    .i32(x.rows())
                    .i32(x.columns())
                    .rows(x.rows(), x.columns());
        }
    }

    @Override
    public void weights(Backward back) {
        if (!back.needs(w) && !back.needs(b)) {
            return;
        }
        Grad dw = back.needs(w) ? back.into(w) : null;
        Grad db = back.needs(b) ? back.into(b) : null;
        int blocks = (x.rows() + BLOCK - 1) / BLOCK;
        Arena.Mark mark = back.pass().arena().mark();
        Tensor partialW = back.pass().floats(blocks, x.columns());
        Tensor partialB = back.pass().floats(blocks, x.columns());
        partials(back, BLOCK, partialW, partialB);
        NormWeights.sum(back, partialW, dw);
        NormWeights.sum(back, partialB, db);
        back.pass().arena().release(mark);
    }

    @Override
    public List<ExampleGradient> exampleGradients(Backward back, int examples) {
        return NormWeights.exampleGradients(back, w, b, examples, pass -> {
            Tensor ofW = pass.floats(examples, x.columns());
            Tensor ofB = pass.floats(examples, x.columns());
            partials(back, x.rows() / examples, ofW, ofB);
            return new Tensor[] {ofW, ofB};
        });
    }

    /** Sums of the shares of w and b over {@code block} rows at a time. */
    private void partials(Backward back, int block, Tensor ofW, Tensor ofB) {
        back.launch(PARTIALS)
                .in(x)
                .in(back.of(y))
                .in(mean)
                .in(rstd)
                .out(ofW)
                .out(ofB)
                .i32(x.rows())
                .i32(x.columns())
                .i32(block)
                .tiles(ofW.dim(0), 1, 256);
    }
}
