package dev.lethe.cpu;

import dev.lethe.Gemm;
import dev.lethe.Workers;

/**
 * Matrix products, packed and in tiles (Goto and van de Geijn, 2008).
 *
 * <p>The result is defined to the bit: each element sums its terms in order with fma from 0, in blocks of
 * {@link Tile#BLOCK} terms; the block sums are added in order; then {@code alpha} times the sum is stored, or
 * {@code fma(beta, old, alpha * sum)}. So it depends neither on the threads, nor on the shape of tiles, nor on the
 * machine.
 */
public final class MatrixProduct {
    /** Most elements of one packed side. */
    private static final int SIDE = 4 << 20;

    /** Multiplications that are worth a thread of their own. */
    private static final int GRAIN = 200_000;

    private MatrixProduct() {}

    /** Computes {@code spec} on arrays with the index of their first element. */
    public static void run(Workers workers, Gemm spec, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        run(workers, Lanes.get(), spec, a, ao, b, bo, c, co);
    }

    static void run(Workers workers, Lanes lanes, Gemm spec, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int count = spec.count();
        if (count == 0 || spec.m() == 0 || spec.n() == 0) {
            return;
        }
        Tile tile = lanes.tile();
        long work = (long) spec.m() * spec.n() * Math.max(1, spec.k());
        boolean small = work < 2L * GRAIN || (count >= 2 * workers.threads() && work < 16L * GRAIN);
        if (small) {
            int grain = (int) Math.max(1, GRAIN / work);
            workers.range(count, grain, (from, to) -> {
                Tile own = from == 0 ? tile : lanes.tile();
                alone(workers, own, spec, a, ao, b, bo, c, co, from, to);
            });
            return;
        }
        for (int r = 0; r < count; r++) {
            together(workers, lanes, tile, product(tile, spec, r, a, ao, b, bo, c, co));
        }
    }

    /** Product {@code r} of a batch, on the side on which fewer lines of tiles are wasted. */
    private static Product product(Tile t, Gemm s, int r, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        Operand left = new Operand(a, (int) (ao + r * s.strideA()), s.lda(), s.transA());
        Operand right = new Operand(b, (int) (bo + r * s.strideB()), s.ldb(), !s.transB());
        int at = (int) (co + r * s.strideC());
        Product p = new Product(left, right, c, at, s.ldc(), 1, s.m(), s.n(), s.k(), s.alpha(), s.beta());
        // Half a panel costs about half.
        return 8 * cost(t, s.n(), s.m()) < 7 * cost(t, s.m(), s.n()) ? p.swapped() : p;
    }

    private static long cost(Tile t, int m, int n) {
        int height = t.rows() / 2;
        int width = t.columns() / 2;
        return (long) Product.ceil(m, height) * height * Product.ceil(n, width) * width;
    }

    /** Products of a batch by one thread. */
    private static void alone(
            Workers workers,
            Tile tile,
            Gemm spec,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] c,
            int co,
            int from,
            int to) {
        int[] steps = steps(tile);
        float[] packed = null;
        for (int r = from; r < to; r++) {
            Product p = product(tile, spec, r, a, ao, b, bo, c, co);
            if (packed == null) {
                packed = workers.borrow(p.packedSize(tile));
            }
            p.pack(tile, packed, 0, p.lines(tile));
            p.compute(tile, packed, steps, 0, p.panelsLeft(tile) * p.panelsRight(tile));
        }
        workers.giveBack(packed);
    }

    /** One product by all threads, in parts whose packed sides are not too large. */
    private static void together(Workers workers, Lanes lanes, Tile tile, Product whole) {
        int[] steps = steps(tile);
        int rows = part(tile.rows(), whole.k());
        int columns = part(tile.columns(), whole.k());
        for (int j = 0; j < whole.n(); j += columns) {
            for (int i = 0; i < whole.m(); i += rows) {
                Product p = whole.part(i, Math.min(rows, whole.m() - i), j, Math.min(columns, whole.n() - j));
                float[] packed = workers.borrow(p.packedSize(tile));
                int lines = p.lines(tile);
                workers.range(
                        lines,
                        Math.max(1, (1 << 14) / Math.max(1, p.k())),
                        (from, to) -> p.pack(tile, packed, from, to));
                int tiles = p.panelsLeft(tile) * p.panelsRight(tile);
                int grain = Math.max(1, GRAIN / (tile.rows() * tile.columns() * Math.max(1, p.k())));
                workers.range(tiles, grain, (from, to) -> {
                    Tile own = from == 0 ? tile : lanes.tile();
                    p.compute(own, packed, steps, from, to);
                });
                workers.giveBack(packed);
            }
        }
    }

    /** Lines of a side whose packed terms fit in {@link #SIDE}, a multiple of {@code panel}. */
    private static int part(int panel, int k) {
        return (int) Math.max(panel, SIDE / Math.max(1, k) / panel * (long) panel);
    }

    /** Where the terms of a packed right panel are. */
    private static int[] steps(Tile tile) {
        int[] at = new int[Tile.BLOCK];
        for (int l = 0; l < at.length; l++) {
            at[l] = l * tile.columns();
        }
        return at;
    }
}
