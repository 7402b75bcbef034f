package dev.lethe.cpu;

import dev.lethe.Workers;

/**
 * The gradient of the weights of a convolution.
 *
 * <p>Each element sums, over the pixels of one image, dy times the pixel of x that it met, as {@link Tile} says; the
 * sums of {@link #CHUNK} images are added in order, and so are those of the chunks. Threads take chunks.
 */
record ConvolutionWeights(ConvolutionShape s, Staging staging, int[] term, int[][] pixel, int outs) {
    /** Images whose sums are added by one thread; part of the definition of the result. */
    private static final int CHUNK = 8;

    /** Elements of sums of chunks that are kept at once. */
    private static final int KEPT = 8 << 20;

    /** Takes the gradient of single images. */
    interface Sink {
        /**
         * The terms from {@code top} to {@code bottom} of image {@code n}.
         *
         * @param one (terms, columns), of which the first {@code out} columns are the channels; only those terms are there
         */
        void take(int n, float[] one, int columns, int top, int bottom);
    }

    static void run(
            Workers workers,
            Lanes lanes,
            ConvolutionShape s,
            float[] x,
            int xo,
            float[] dy,
            int dyo,
            float[] dw,
            int dwo,
            float beta) {
        run(workers, lanes, s, x, xo, dy, dyo, dw, dwo, beta, null);
    }

    /**
     * The same, with the gradients of single images for {@code sink}, unless it is null; the bits of dw are the same.
     *
     * @param dw null if only those are wanted
     */
    static void run(
            Workers workers,
            Lanes lanes,
            ConvolutionShape s,
            float[] x,
            int xo,
            float[] dy,
            int dyo,
            float[] dw,
            int dwo,
            float beta,
            Sink sink) {
        Tile tile = lanes.tile();
        Staging staging = s.inputs();
        int[] pixel = new int[s.pixels()];
        for (int p = 0; p < pixel.length; p++) {
            pixel[p] = p / s.ow() * staging.width() + p % s.ow();
        }
        int outs = Product.ceil(s.out(), tile.columns()) * tile.columns();
        var work = new ConvolutionWeights(s, staging, s.inputTerms(staging), Tile.inBlocks(pixel), outs);
        int size = Math.multiplyExact(s.terms(), outs);
        int chunks = Product.ceil(s.n(), CHUNK);
        if (dw == null) {
            work.chunks(workers, lanes, tile, x, xo, dy, dyo, null, 0, chunks, sink);
            return;
        }
        int kept = Math.min(chunks, Math.max(workers.threads(), KEPT / size));
        float[] sums = workers.borrow(Math.multiplyExact(kept, size));
        float[] total = workers.borrow(size);
        for (int first = 0; first < chunks; first += kept) {
            int begin = first;
            int count = Math.min(kept, chunks - first);
            work.chunks(workers, lanes, tile, x, xo, dy, dyo, sums, begin, count, sink);
            workers.range(size, Elementwise.GRAIN, (from, to) -> {
                int done = begin == 0 ? 1 : 0;
                if (begin == 0) {
                    System.arraycopy(sums, from, total, from, to - from);
                }
                for (int c = done; c < count; c++) {
                    lanes.add(total, from, sums, c * size + from, total, from, to - from);
                }
            });
        }
        work.finish(workers, total, dw, dwo, beta);
        workers.giveBack(sums);
        workers.giveBack(total);
    }

    /** Sums of chunks {@code first} to {@code first + count}, each (terms, outs), one after the other. */
    private void chunks(
            Workers workers,
            Lanes lanes,
            Tile probe,
            float[] x,
            int xo,
            float[] dy,
            int dyo,
            float[] sums,
            int first,
            int count,
            Sink sink) {
        int panels = Product.ceil(s.terms(), probe.rows());
        // Few chunks are cut by terms as well, and images are then staged more than once.
        int cuts = count >= 2 * workers.threads() ? 1 : Math.min(panels, 2 * workers.threads());
        int image = s.c() * s.h() * s.w();
        workers.range(count * cuts, 1, (from, to) -> {
            Tile tile = from == 0 ? probe : lanes.tile();
            float[] staged = workers.borrow(staging.size(tile.columns()));
            float[] turned = workers.borrow(outs * s.pixels());
            float[] one = sink == null ? null : workers.borrow(s.terms() * outs);
            staging.clear(staged);
            for (int unit = from; unit < to; unit++) {
                int chunk = unit / cuts;
                int top = panels * (unit % cuts) / cuts * tile.rows();
                int bottom = Math.min(s.terms(), panels * (unit % cuts + 1) / cuts * tile.rows());
                int begin = (first + chunk) * CHUNK;
                for (int n = begin; n < Math.min(s.n(), begin + CHUNK); n++) {
                    staging.stage(x, xo + n * image, staged);
                    turn(tile, dy, dyo + n * s.out() * s.pixels(), turned);
                    int so = chunk * s.terms() * outs;
                    if (sink == null) {
                        image(tile, staged, turned, sums, so, top, bottom, n == begin ? 0 : 1);
                        continue;
                    }
                    image(tile, staged, turned, one, 0, top, bottom, 0);
                    sink.take(n, one, outs, top, bottom);
                    if (sums != null) {
                        add(lanes, one, sums, so, top, bottom, n == begin);
                    }
                }
            }
            workers.giveBack(staged);
            workers.giveBack(turned);
            if (one != null) {
                workers.giveBack(one);
            }
        });
    }

    private void add(Lanes lanes, float[] one, float[] sums, int so, int top, int bottom, boolean first) {
        int at = so + top * outs;
        int length = (bottom - top) * outs;
        if (first) {
            System.arraycopy(one, top * outs, sums, at, length);
        } else {
            lanes.add(sums, at, one, top * outs, sums, at, length);
        }
    }

    /** Lays out one image of dy, (out, pixels), as panels of tile columns by pixels. */
    private void turn(Tile t, float[] dy, int at, float[] turned) {
        Operand operand = new Operand(dy, at, s.pixels(), false);
        for (int o = 0; o < s.out(); o += t.columns()) {
            operand.pack(o, Math.min(t.columns(), s.out() - o), s.pixels(), t.columns(), turned, o * s.pixels());
        }
    }

    /** Adds one image to the sums of terms {@code top} to {@code bottom}. */
    private void image(Tile t, float[] staged, float[] turned, float[] sums, int so, int top, int bottom, float beta) {
        int[] row = new int[t.rows()];
        int pixels = s.pixels();
        for (int q = top; q < bottom; q += t.rows()) {
            int m = Math.min(t.rows(), bottom - q);
            for (int i = 0; i < row.length; i++) {
                row[i] = term[Math.min(q + i, bottom - 1)];
            }
            for (int o = 0; o < s.out(); o += t.columns()) {
                int n = Math.min(t.columns(), s.out() - o);
                int l = 0;
                for (int[] block : pixel) {
                    int b = o * pixels + l * t.columns();
                    t.gathered(block.length, staged, row, block, turned, b, m, n, l == 0);
                    l += block.length;
                }
                t.store(1, beta, sums, so + q * outs + o, outs, 1, m, n);
            }
        }
    }

    private void finish(Workers workers, float[] total, float[] dw, int dwo, float beta) {
        int terms = s.terms();
        workers.range(s.out(), Rows.grain(terms), (from, to) -> {
            for (int o = from; o < to; o++) {
                for (int q = 0, p = dwo + o * terms; q < terms; q++, p++) {
                    float g = total[q * outs + o];
                    dw[p] = beta == 0 ? g : Math.fma(beta, dw[p], g);
                }
            }
        });
    }
}
