package dev.lethe.cpu;

import dev.lethe.Args;

/**
 * Extents of a convolution: {@code n} images of {@code c} by {@code h} by {@code w}, kernels of {@code kh} by
 * {@code kw} for {@code out} channels.
 */
record ConvolutionShape(int n, int c, int h, int w, int out, int kh, int kw, int stride, int padding) {
    /** The nine integers from argument {@code i} on. */
    static ConvolutionShape of(Args a, int i) {
        return new ConvolutionShape(
                a.i32(i),
                a.i32(i + 1),
                a.i32(i + 2),
                a.i32(i + 3),
                a.i32(i + 4),
                a.i32(i + 5),
                a.i32(i + 6),
                a.i32(i + 7),
                a.i32(i + 8));
    }

    int oh() {
        return (h + 2 * padding - kh) / stride + 1;
    }

    int ow() {
        return (w + 2 * padding - kw) / stride + 1;
    }

    int pixels() {
        return oh() * ow();
    }

    /** Terms of one output: channels times the area of a kernel. */
    int terms() {
        return c * kh * kw;
    }

    /** The images as forward and the gradient of the weights read them. */
    Staging inputs() {
        int low = Math.floorDiv(-padding, stride);
        int bottom = oh() - 1 + Math.floorDiv(kh - 1 - padding, stride);
        int right = ow() - 1 + Math.floorDiv(kw - 1 - padding, stride);
        return Staging.of(c, h, w, stride, Math.max(0, -low), bottom, Math.max(0, -low), right, ow());
    }

    /** Where term (channel, ky, kx) of the first output is in {@link #inputs}. */
    int[] inputTerms(Staging s) {
        int[] at = new int[terms()];
        int l = 0;
        for (int ch = 0; ch < c; ch++) {
            for (int ky = 0; ky < kh; ky++) {
                for (int kx = 0; kx < kw; kx++) {
                    at[l++] = s.at(ch, ky - padding, kx - padding);
                }
            }
        }
        return at;
    }

    /** The gradients of the outputs as the gradient of the images reads them, at stride 1. */
    Staging outputs() {
        // A pixel reads rows of dy from (padding - kh + 1) / stride to (stride - 1 + padding) / stride after its own.
        int top = Math.max(0, -Math.floorDiv(padding - kh + 1, stride));
        int left = Math.max(0, -Math.floorDiv(padding - kw + 1, stride));
        int reach = (padding + stride - 1) / stride;
        int high = Product.ceil(h, stride);
        int wide = Product.ceil(w, stride);
        return Staging.of(out, oh(), ow(), 1, top, high - 1 + reach, left, wide - 1 + reach, wide);
    }
}
