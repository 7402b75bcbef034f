package dev.lethe.cpu;

/**
 * One product of two matrices, cut into tiles.
 *
 * <p>{@code c[co + i down + j across]} receives the product of line i of {@code left} and line j of {@code right}. The
 * left side is packed in panels as high as a tile, the right one in panels as wide.
 */
record Product(
        Operand left,
        Operand right,
        float[] c,
        int co,
        int down,
        int across,
        int m,
        int n,
        int k,
        float alpha,
        float beta) {
    /** Elements of packed left panels that should stay in a second-level cache. */
    private static final int NEAR = 96 << 10;

    /** Its transpose, whose elements have the same bits: fma(a, b, s) does not care which factor is which. */
    Product swapped() {
        return new Product(right, left, c, co, across, down, n, m, k, alpha, beta);
    }

    /** The part of c of {@code rows} rows from {@code i} on and {@code columns} columns from {@code j} on. */
    Product part(int i, int rows, int j, int columns) {
        int at = co + i * down + j * across;
        return new Product(left.from(i), right.from(j), c, at, down, across, rows, columns, k, alpha, beta);
    }

    int panelsLeft(Tile t) {
        return ceil(m, t.rows());
    }

    int panelsRight(Tile t) {
        return ceil(n, t.columns());
    }

    static int ceil(int n, int size) {
        return (n + size - 1) / size;
    }

    /** Elements of both sides packed; the left one comes first. */
    int packedSize(Tile t) {
        long size = (long) k * ((long) panelsLeft(t) * t.rows() + (long) panelsRight(t) * t.columns());
        return Math.toIntExact(size);
    }

    /** Packs the panels that begin in lines {@code from} to {@code to}, counted over both sides. */
    void pack(Tile t, float[] packed, int from, int to) {
        int height = t.rows();
        int width = t.columns();
        int split = panelsLeft(t) * height;
        for (int p = ceil(from, height); p * height < Math.min(to, split); p++) {
            int i = p * height;
            left.pack(i, Math.min(height, m - i), k, height, packed, i * k);
        }
        for (int p = ceil(Math.max(0, from - split), width); split + p * width < to; p++) {
            int j = p * width;
            right.pack(j, Math.min(width, n - j), k, width, packed, (split + j) * k);
        }
    }

    /** Lines that {@link #pack} counts. */
    int lines(Tile t) {
        return panelsLeft(t) * t.rows() + panelsRight(t) * t.columns();
    }

    /**
     * Computes tiles {@code from} to {@code to}. They are counted down the columns of c within bands of rows whose left
     * panels stay in a cache.
     */
    void compute(Tile t, float[] packed, int[] steps, int from, int to) {
        int height = panelsLeft(t);
        int wide = panelsRight(t);
        int band = Math.max(1, NEAR / Math.max(1, t.rows() * k));
        for (int index = from; index < to; index++) {
            int top = index / (band * wide) * band;
            int rows = Math.min(band, height - top);
            int within = index - top * wide;
            tile(t, packed, steps, top + within % rows, within / rows);
        }
    }

    private void tile(Tile t, float[] packed, int[] steps, int pi, int pj) {
        int i = pi * t.rows();
        int j = pj * t.columns();
        int rows = Math.min(t.rows(), m - i);
        int columns = Math.min(t.columns(), n - j);
        int a = i * k;
        int b = (panelsLeft(t) * t.rows() + j) * k;
        int l = 0;
        do {
            int length = Math.min(Tile.BLOCK, k - l);
            t.packed(length, packed, a + l * t.rows(), packed, b + l * t.columns(), steps, rows, columns, l == 0);
            l += length;
        } while (l < k);
        t.store(alpha, beta, c, co + i * down + j * across, down, across, rows, columns);
    }
}
