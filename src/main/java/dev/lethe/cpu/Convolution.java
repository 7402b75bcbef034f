package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.Workers;

/**
 * Bodies of the kernels in {@code kernels/convolution.cu}: convolution of images, (n, c, h, w) with (out, c, kh, kw),
 * zeros around the images counting as terms.
 *
 * <p>The integers at the end of every argument list are n, c, h, w, out, kh, kw, stride, padding.
 */
public final class Convolution {
    private Convolution() {}

    /** y = x * w + b; (c x, c w, c b or null, p y, i n, ..., i padding). Terms are in the order c, ky, kx; then b. */
    public static void forward(Args a) {
        forward(
                a.workers(),
                Lanes.get(),
                ConvolutionShape.of(a, 4),
                a.floats(0),
                a.at(0),
                a.floats(1),
                a.at(1),
                a.floats(2),
                a.at(2),
                a.floats(3),
                a.at(3));
    }

    static void forward(
            Workers workers,
            Lanes lanes,
            ConvolutionShape s,
            float[] x,
            int xo,
            float[] w,
            int wo,
            float[] b,
            int bo,
            float[] y,
            int yo) {
        Staging staging = s.inputs();
        int[] at = s.inputTerms(staging);
        int[] term = new int[at.length];
        for (int l = 0; l < term.length; l++) {
            term[l] = l;
        }
        int pixels = s.pixels();
        var target = new Correlation.Target(y, yo, s.out() * pixels, pixels, s.ow(), 1);
        var weights = new Correlation.Weights(w, wo, s.terms(), term);
        new Correlation(staging, Tile.inBlocks(at), weights, s.out(), s.oh(), s.ow(), target)
                .run(workers, lanes, x, xo, s.n(), b, bo, 0);
    }

    /**
     * dx = dy * w transposed + beta dx; (c dy, c w, p dx, f beta, i n, ..., i padding). Terms are in the order out, ky,
     * kx, those of the kernel that meet the pixel.
     *
     * <p>The pixels of one phase of the stride all meet the same part of the kernel, so each phase is a correlation of
     * stride 1 with that part.
     */
    public static void inputGradient(Args a) {
        inputGradient(
                a.workers(),
                Lanes.get(),
                ConvolutionShape.of(a, 4),
                a.floats(0),
                a.at(0),
                a.floats(1),
                a.at(1),
                a.floats(2),
                a.at(2),
                a.f32(3));
    }

    static void inputGradient(
            Workers workers,
            Lanes lanes,
            ConvolutionShape s,
            float[] dy,
            int dyo,
            float[] w,
            int wo,
            float[] dx,
            int dxo,
            float beta) {
        Staging staging = s.outputs();
        for (int y = 0; y < Math.min(s.stride(), s.h()); y++) {
            for (int x = 0; x < Math.min(s.stride(), s.w()); x++) {
                phase(s, staging, y, x, w, wo, dx, dxo).run(workers, lanes, dy, dyo, s.n(), null, 0, beta);
            }
        }
    }

    /** The pixels of dx whose row is {@code y} and whose column is {@code x} modulo the stride. */
    private static Correlation phase(
            ConvolutionShape s, Staging staging, int y, int x, float[] w, int wo, float[] dx, int dxo) {
        int stride = s.stride();
        int padding = s.padding();
        int firstY = (y + padding) % stride;
        int firstX = (x + padding) % stride;
        int count = s.out() * Product.ceil(s.kh() - firstY, stride) * Product.ceil(s.kw() - firstX, stride);
        int[] at = new int[count];
        int[] term = new int[count];
        int l = 0;
        for (int o = 0; o < s.out(); o++) {
            for (int ky = firstY; ky < s.kh(); ky += stride) {
                for (int kx = firstX; kx < s.kw(); kx += stride) {
                    at[l] = staging.at(o, (y + padding - ky) / stride, (x + padding - kx) / stride);
                    term[l++] = (o * s.c() * s.kh() + ky) * s.kw() + kx;
                }
            }
        }
        int plane = s.h() * s.w();
        int origin = dxo + y * s.w() + x;
        var target = new Correlation.Target(dx, origin, s.c() * plane, plane, stride * s.w(), stride);
        var weights = new Correlation.Weights(w, wo, s.kh() * s.kw(), term);
        int high = Product.ceil(s.h() - y, stride);
        int wide = Product.ceil(s.w() - x, stride);
        return new Correlation(staging, Tile.inBlocks(at), weights, s.c(), high, wide, target);
    }

    /** db = sum of dy over images and pixels + beta db; (c dy, p db, f beta, i n, i out, i pixels). */
    public static void biasGradient(Args a) {
        float[] dy = a.floats(0);
        float[] db = a.floats(1);
        float beta = a.f32(2);
        int n = a.i32(3);
        int out = a.i32(4);
        int pixels = a.i32(5);
        int dyo = a.at(0);
        int dbo = a.at(1);
        Lanes lanes = Lanes.get();
        a.workers().range(out, Rows.grain(n * pixels), (from, to) -> {
            for (int o = from; o < to; o++) {
                float total = 0;
                for (int i = 0; i < n; i++) {
                    total += lanes.sum(dy, dyo + (i * out + o) * pixels, pixels);
                }
                db[dbo + o] = beta == 0 ? total : Math.fma(beta, db[dbo + o], total);
            }
        });
    }

    /** dw = dy * x + beta dw; (c x, c dy, p dw, f beta, i n, ..., i padding). See {@link ConvolutionWeights}. */
    public static void weightGradient(Args a) {
        ConvolutionWeights.run(
                a.workers(),
                Lanes.get(),
                ConvolutionShape.of(a, 4),
                a.floats(0),
                a.at(0),
                a.floats(1),
                a.at(1),
                a.floats(2),
                a.at(2),
                a.f32(3));
    }
}
