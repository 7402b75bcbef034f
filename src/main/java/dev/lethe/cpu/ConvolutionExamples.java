package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.Workers;

/**
 * Bodies of kernels in {@code kernels/convolution_examples.cu}: what a convolution's weights owe to each image.
 *
 * <p>The integers i n, ..., i padding are n, c, h, w, out, kh, kw, stride, padding.
 */
public final class ConvolutionExamples {
    private ConvolutionExamples() {}

    /**
     * rows[i] = dy[first + i] * x[first + i] + beta rows[i], (n, out, c, kh, kw); (c x, c dy, p rows, f beta, i n, ...,
     * i padding, i first).
     */
    public static void gradients(Args a) {
        ConvolutionShape s = ConvolutionShape.of(a, 4);
        float[] rows = a.floats(2);
        int ro = a.at(2);
        float beta = a.f32(3);
        int terms = s.terms();
        run(a, s, a.i32(13), null, 0, 0, (n, one, columns, top, bottom) -> {
            for (int o = 0; o < s.out(); o++) {
                int at = ro + (n * s.out() + o) * terms;
                for (int q = top; q < bottom; q++) {
                    float g = one[q * columns + o];
                    rows[at + q] = beta == 0 ? g : Math.fma(beta, rows[at + q], g);
                }
            }
        });
    }

    /**
     * dw as {@link Convolution#weightGradient} gives it, unless it is null, and into[i] = |dy[i] * x[i]|^2 + scale into[i];
     * (c x, c dy, p dw or null, f beta, p into, f scale, i n, ..., i padding).
     *
     * <p>Squares are summed over the channels of a term, then over the terms.
     */
    public static void norms(Args a) {
        ConvolutionShape s = ConvolutionShape.of(a, 6);
        Workers workers = a.workers();
        Lanes lanes = Lanes.get();
        int terms = s.terms();
        float[] squares = workers.borrow(Math.multiplyExact(s.n(), terms));
        run(a, s, 0, a.floats(2), a.at(2), a.f32(3), (n, one, columns, top, bottom) -> {
            for (int q = top; q < bottom; q++) {
                squares[n * terms + q] = lanes.dot(one, q * columns, one, q * columns, s.out());
            }
        });
        float[] into = a.floats(4);
        int io = a.at(4);
        float scale = a.f32(5);
        workers.range(s.n(), Rows.grain(terms), (from, to) -> {
            for (int i = from; i < to; i++) {
                float sum = lanes.sum(squares, i * terms, terms);
                into[io + i] = scale == 0 ? sum : Math.fma(scale, into[io + i], sum);
            }
        });
        workers.giveBack(squares);
    }

    private static void run(
            Args a, ConvolutionShape s, int first, float[] dw, int dwo, float beta, ConvolutionWeights.Sink sink) {
        int xo = a.at(0) + first * s.c() * s.h() * s.w();
        int dyo = a.at(1) + first * s.out() * s.pixels();
        ConvolutionWeights.run(a.workers(), Lanes.get(), s, a.floats(0), xo, a.floats(1), dyo, dw, dwo, beta, sink);
    }
}
