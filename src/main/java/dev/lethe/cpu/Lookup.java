package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/lookup.cu}: rows of a table by index. */
public final class Lookup {
    private Lookup() {}

    /**
     * y[i] = table[index[i]]; (c table, c index, p y, i n, i vocabulary, i width).
     *
     * @throws IllegalArgumentException if an index is outside the table
     */
    public static void embeddingForward(Args a) {
        float[] table = a.floats(0);
        int[] index = a.ints(1);
        float[] y = a.floats(2);
        int n = a.i32(3);
        int vocabulary = a.i32(4);
        int width = a.i32(5);
        int to = a.at(0);
        int io = a.at(1);
        int yo = a.at(2);
        check(index, io, n, vocabulary);
        a.workers().range(n, Rows.grain(width), (from, until) -> {
            for (int i = from; i < until; i++) {
                System.arraycopy(table, to + index[io + i] * width, y, yo + i * width, width);
            }
        });
    }

    /**
     * dtable[v] = sum of dy[i] over the i with index[i] = v, in order, + beta dtable[v]; (c index, c dy, p dtable,
     * f beta, i n, i vocabulary, i width).
     */
    public static void embeddingBackward(Args a) {
        int[] index = a.ints(0);
        float[] dy = a.floats(1);
        float[] dtable = a.floats(2);
        float beta = a.f32(3);
        int n = a.i32(4);
        int vocabulary = a.i32(5);
        int width = a.i32(6);
        int io = a.at(0);
        int dyo = a.at(1);
        int to = a.at(2);
        check(index, io, n, vocabulary);
        // A row is summed by one thread.
        TablePositions positions = new TablePositions(vocabulary, n).link(index, io);
        a.workers()
                .range(
                        vocabulary,
                        Rows.grain(width),
                        (from, until) -> positions.sum(dy, dyo, dtable, to, beta, width, from, until));
    }

    /** Fails by name unless all indices are rows of the table. */
    static void check(int[] index, int io, int n, int vocabulary) {
        for (int i = 0; i < n; i++) {
            int v = index[io + i];
            if (v < 0 || v >= vocabulary) {
                throw new IllegalArgumentException("embedding index " + v + " at position " + i
                        + " is outside the table of " + vocabulary + " rows; indices are 0 to " + (vocabulary - 1));
            }
        }
    }
}
