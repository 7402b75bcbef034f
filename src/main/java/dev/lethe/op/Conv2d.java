package dev.lethe.op;

import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.Scratch;
import dev.lethe.cpu.Convolution;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolution of images: y of (n, out, oh, ow) from x of (n, c, h, w) and w of (out, c, kh, kw).
 *
 * <p>y[n, o, i, j] = b[o] + sum of w[o, c, ky, kx] x[n, c, s i + ky - p, s j + kx - p], with zeros outside the image
 * (a cross-correlation, as everywhere in the field); oh = (h + 2 p - kh) / s + 1, rounded down, likewise ow.
 */
public record Conv2d(Tensor x, Tensor w, Tensor b, Tensor y, int stride, int padding) implements Op.Weighted {
    static final Kernel FORWARD = Kernel.of("conv2d_forward", Convolution::forward);
    static final Kernel INPUT_GRADIENT = Kernel.of("conv2d_input_gradient", Convolution::inputGradient);
    static final Kernel WEIGHT_GRADIENT = Kernel.of("conv2d_weight_gradient", Convolution::weightGradient);
    static final Kernel BIAS_GRADIENT = Kernel.of("conv2d_bias_gradient", Convolution::biasGradient);

    /**
     * @param x images (n, c, h, w)
     * @param w kernels (out, c, kh, kw)
     * @param bias (out), or null
     * @param stride at least 1
     * @param padding zeros on each side, at least 0
     * @throws IllegalArgumentException if the extents do not fit
     */
    public static Tensor conv2d(Pass pass, Tensor x, Tensor w, Tensor bias, int stride, int padding) {
        if (x.rank() != 4 || w.rank() != 4 || x.dim(1) != w.dim(1)) {
            throw new IllegalArgumentException(
                    "conv2d needs images (n, c, h, w) and kernels (out, c, kh, kw) of the same c: x " + x + ", w " + w);
        }
        if (bias != null && bias.size() != w.dim(0)) {
            throw new IllegalArgumentException("conv2d of w " + w + " needs a bias of " + w.dim(0) + ": " + bias);
        }
        if (stride < 1 || padding < 0) {
            throw new IllegalArgumentException("conv2d with stride " + stride + " and padding " + padding);
        }
        if (x.dim(2) + 2 * padding < w.dim(2) || x.dim(3) + 2 * padding < w.dim(3)) {
            throw new IllegalArgumentException(
                    "conv2d: kernels " + w + " are larger than images " + x + " with padding " + padding);
        }
        int oh = (x.dim(2) + 2 * padding - w.dim(2)) / stride + 1;
        int ow = (x.dim(3) + 2 * padding - w.dim(3)) / stride + 1;
        Conv2d op = new Conv2d(x, w, bias, pass.floats(x.dim(0), w.dim(0), oh, ow), stride, padding);
        op.correlate(pass, w, bias, op.y);
        return pass.record(op, x, w, bias);
    }

    /** Writes to {@code into} what this gives with other kernels and another bias. */
    void correlate(Pass pass, Tensor kernels, Tensor bias, Tensor into) {
        extents(pass.launch(FORWARD).in(x).in(kernels).in(bias).out(into));
    }

    /** Ends every argument list but that of the bias. */
    private void extents(Launch launch) {
        arguments(launch, x.dim(0)).each(y.size());
    }

    /** The nine integers for {@code n} of the images. */
    Launch arguments(Launch launch, int n) {
        return launch.i32(n)
                .i32(x.dim(1))
                .i32(x.dim(2))
                .i32(x.dim(3))
                .i32(w.dim(0))
                .i32(w.dim(2))
                .i32(w.dim(3))
                .i32(stride)
                .i32(padding);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return Coupling.ofImages(x, examples);
    }

    @Override
    public void backward(Backward back) {
        if (back.needs(x)) {
            extents(back.launch(INPUT_GRADIENT).in(back.of(y)).in(w).into(back.into(x)));
        }
    }

    @Override
    public void weights(Backward back) {
        if (back.needs(w)) {
            extents(back.launch(WEIGHT_GRADIENT).in(x).in(back.of(y)).into(back.into(w)));
        }
        if (back.needs(b)) {
            biasGradient(back);
        }
    }

    private void biasGradient(Backward back) {
        back.launch(BIAS_GRADIENT)
                .in(back.of(y))
                .into(back.into(b))
                .i32(y.dim(0))
                .i32(y.dim(1))
                .i32(y.dim(2) * y.dim(3))
                .rows(y.dim(1), y.dim(0) * y.dim(2) * y.dim(3));
    }

    @Override
    public List<ExampleGradient> exampleGradients(Backward back, int examples) {
        List<ExampleGradient> all = new ArrayList<>(2);
        if (back.needs(w)) {
            all.add(new ConvolutionGradient(this, back.of(y)));
        }
        if (back.needs(b)) {
            Tensor dy = back.of(y);
            all.add(new SummedGradient(b, examples, pass -> sums(pass, dy)));
        }
        return all;
    }

    /** (n, out): of each image, over its pixels. */
    private static Tensor sums(Pass pass, Tensor dy) {
        int rows = dy.dim(0) * dy.dim(1);
        Tensor sums = pass.floats(dy.dim(0), dy.dim(1));
        pass.launch(RowSum.FORWARD)
                .in(dy)
                .f32(1f)
                .out(sums)
                .i32(rows)
                .i32(dy.dim(2) * dy.dim(3))
                .rows(rows, dy.dim(2) * dy.dim(3));
        return sums;
    }

    @Override
    public void weightsAndSquaredNorms(Backward back, int examples, Scratch scratch, Grad into) {
        ConvolutionGradient ofW = new ConvolutionGradient(this, back.of(y));
        if (!back.needs(w) || ofW.byPixels()) {
            Op.Weighted.super.weightsAndSquaredNorms(back, examples, scratch, into);
            return;
        }
        ofW.squaredNormsFormed(back.pass(), back.into(w), into);
        if (back.needs(b)) {
            exampleGradients(back, examples).get(1).squaredNorms(back.pass(), scratch, new Grad(into.tensor(), 1));
            biasGradient(back);
        }
    }
}
