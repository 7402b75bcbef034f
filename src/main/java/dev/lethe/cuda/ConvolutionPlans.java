package dev.lethe.cuda;

import java.util.Map;

/**
 * Plans of the convolutions: the kernel made for the window and for the number of channels, and gradients of the weights
 * in parts.
 *
 * <p>What is chosen depends on the shapes alone, never on the device, so that results do not either.
 */
final class ConvolutionPlans {
    /** Threads of a block, and pixels of its tile, as in {@code kernels/correlation_windows.cuh}. */
    static final int THREADS = 128;

    /** Blocks that occupy a GPU of some hundred multiprocessors twice, and three times. */
    private static final int TWICE = 264;

    private static final int THRICE = 396;

    /** Channels of the tiles of forward and of the gradient of the images. */
    private static final int[] ROWS = {64, 32, 16};

    /** Places (c, ky, kx) of the tiles of the gradient of the weights that have so many channels. */
    private static final int[] TERMS = {64, 64, 32};

    /** Least pixels of a part of the gradient of the weights, and elements of one of the bias. */
    private static final int PART = 256;

    private static final int BIAS_PART = 4096;

    /** Columns of the blocks of conv2d_sum_parts. */
    private static final int ACROSS = 32;

    private ConvolutionPlans() {}

    static void addTo(Map<String, Plan> plans) {
        plans.put("conv2d_forward", ConvolutionPlans::forward);
        plans.put("conv2d_input_gradient", ConvolutionPlans::inputGradient);
        plans.put("conv2d_weight_gradient", ConvolutionPlans::weightGradient);
        plans.put("conv2d_bias_gradient", ConvolutionPlans::biasGradient);
        plans.put("conv2d_example_gradients", ConvolutionExamplePlans::gradients);
        plans.put("conv2d_weight_gradient_norms", ConvolutionExamplePlans::norms);
    }

    /** The nine integers that end an argument list. */
    record Extents(int n, int c, int h, int w, int out, int kh, int kw, int stride, int padding) {
        static Extents of(CudaCall call) {
            return of(call, 4);
        }

        /** The integers from {@code position} on. */
        static Extents of(CudaCall call, int position) {
            int[] i = new int[9];
            for (int j = 0; j < i.length; j++) {
                i[j] = call.i32At(position + j);
            }
            return new Extents(i[0], i[1], i[2], i[3], i[4], i[5], i[6], i[7], i[8]);
        }

        int oh() {
            return (h + 2 * padding - kh) / stride + 1;
        }

        int ow() {
            return (w + 2 * padding - kw) / stride + 1;
        }

        int terms() {
            return c * kh * kw;
        }

        /** The window in the name of a kernel that is made for it. */
        String window() {
            return kh == kw && (kh == 1 || kh == 3 || kh == 5) ? "_" + kh + "x" + kw : "";
        }

        /** Pixels of all images of {@code high} by {@code wide}; the kernels count them as one line. */
        int pixels(int high, int wide) {
            long pixels = (long) n * high * wide;
            if (pixels > 1 << 30) {
                throw new IllegalArgumentException("conv2d of " + n + " images of " + high + "x" + wide + " has "
                        + pixels + " pixels, but a launch has at most 2^30: divide the batch");
            }
            return (int) pixels;
        }
    }

    /** (c x, c w, c b, p y, nine integers). */
    private static void forward(CudaCall call) {
        Extents e = Extents.of(call);
        int blocks = Geometry.parts(e.pixels(e.oh(), e.ow()), THREADS);
        int tile = tile(e.out(), blocks);
        start(call, "conv2d_forward" + e.window(), tile, blocks, Geometry.parts(e.out(), ROWS[tile]), 1);
    }

    /** (c dy, c w, p dx, f beta, nine integers): blocks of every phase of the stride, as many as of the first. */
    private static void inputGradient(CudaCall call) {
        Extents e = Extents.of(call);
        int blocks =
                Geometry.parts(e.pixels(Geometry.parts(e.h(), e.stride()), Geometry.parts(e.w(), e.stride())), THREADS);
        int phases = Math.multiplyExact(Math.min(e.stride(), e.h()), Math.min(e.stride(), e.w()));
        int across = Math.multiplyExact(phases, blocks);
        int tile = tile(e.c(), across);
        String symbol = "conv2d_input_gradient" + (e.stride() == 1 ? e.window() : "");
        start(call, symbol, tile, across, Geometry.parts(e.c(), ROWS[tile]), 1);
    }

    /** (c x, c dy, p dw, f beta, nine integers). */
    private static void weightGradient(CudaCall call) {
        Extents e = Extents.of(call);
        int pixels = e.pixels(e.oh(), e.ow());
        int tile = weightTile(e);
        int down = down(e, tile);
        int across = across(e, tile);
        int parts = (int) Math.max(1, Math.min(THRICE / ((long) down * across), Geometry.parts(pixels, PART)));
        String symbol = "conv2d_weight_gradient";
        if (parts == 1) {
            start(call, symbol, tile, across, down, 1);
            return;
        }
        int size = Math.multiplyExact(e.out(), e.terms());
        long partial = call.workspace(parts * (long) size);
        CudaCall.Stage stage =
                call.stage(symbol + suffix(tile)).arg(0).arg(1).address(partial).f32(0);
        for (int i = 4; i < 13; i++) {
            stage.arg(i);
        }
        stage.start(across, down, parts, THREADS, 1, 0);
        sum(call, partial, 2, size, parts);
    }

    /** (c dy, p db, f beta, i n, i out, i pixels). */
    private static void biasGradient(CudaCall call) {
        int n = call.i32At(3);
        int out = call.i32At(4);
        long length = (long) n * call.i32At(5);
        int parts = (int) Math.max(1, Math.min(Math.min(n, TWICE / out), length / BIAS_PART));
        int threads = Geometry.rowThreads(out, (int) Math.min(Integer.MAX_VALUE, length / parts));
        int rows = Geometry.rowsPerBlock(threads);
        if (parts == 1) {
            call.start(Geometry.parts(out, rows), 1, 1, threads, rows, 0);
            return;
        }
        long partial = call.workspace(parts * (long) out);
        call.stage("conv2d_bias_gradient")
                .arg(0)
                .address(partial)
                .f32(0)
                .arg(3)
                .arg(4)
                .arg(5)
                .start(Geometry.parts(out, rows), parts, 1, threads, rows, 0);
        sum(call, partial, 1, out, parts);
    }

    /** Adds the parts to the gradient that is argument {@code into}, whose beta follows. */
    private static void sum(CudaCall call, long partial, int into, int size, int parts) {
        sum(call.stage("conv2d_sum_parts").address(partial).arg(into).arg(into + 1), size, parts);
    }

    /** As much as is left of that stage. */
    static void sum(CudaCall.Stage stage, int size, int parts) {
        int down = Math.min(parts, size < 4096 ? 32 : 8);
        stage.i32(size).i32(parts).start(Geometry.parts(size, ACROSS), 1, 1, ACROSS, down, 0);
    }

    private static void start(CudaCall call, String symbol, int tile, int x, int y, int z) {
        CudaCall.Stage stage = call.stage(symbol + suffix(tile));
        for (int i = 0; i < 13; i++) {
            stage.arg(i);
        }
        stage.start(x, y, z, THREADS, 1, 0);
    }

    /** The largest tile that computes at most two fifths too much and still gives every multiprocessor two blocks. */
    private static int tile(int rows, int blocks) {
        int least = Geometry.parts(rows, 16) * 16;
        for (int t = 0; t < ROWS.length; t++) {
            long tiles = Geometry.parts(rows, ROWS[t]);
            if (5 * tiles * ROWS[t] <= 7L * least && tiles * blocks >= TWICE) {
                return t;
            }
        }
        return ROWS.length - 1;
    }

    /** The largest tile of gradients of the weights that computes at most two fifths too much. */
    static int weightTile(Extents e) {
        int tile = 2;
        long least = area(e, tile);
        for (int t = 1; t >= 0; t--) {
            tile = 5 * area(e, t) <= 7 * least ? t : tile;
        }
        return tile;
    }

    /** Tiles of channels, and of places, of gradients of the weights. */
    static int down(Extents e, int tile) {
        return Geometry.parts(e.out(), ROWS[tile]);
    }

    static int across(Extents e, int tile) {
        return Geometry.parts(e.terms(), TERMS[tile]);
    }

    private static long area(Extents e, int tile) {
        return (long) Geometry.parts(e.out(), ROWS[tile])
                * ROWS[tile]
                * Geometry.parts(e.terms(), TERMS[tile])
                * TERMS[tile];
    }

    static String suffix(int tile) {
        return tile == 0 ? "" : "_" + ROWS[tile];
    }
}
