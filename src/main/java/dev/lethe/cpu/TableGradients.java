package dev.lethe.cpu;

import dev.lethe.Args;
import java.util.Arrays;

/**
 * Bodies of the kernels in {@code kernels/table_gradients.cu}: the gradient of a table of rows by index for each example
 * of a batch. That of example i is the sum over s of the unit vector of index[i][s] times dy[i][s].
 */
public final class TableGradients {
    private TableGradients() {}

    /**
     * into[i] = squared norm of the gradient of example i + beta into[i]: the sum over all pairs of positions with one
     * index of the inner products of their rows of dy; (c index, c dy, p into, f beta, i n, i t, i width).
     */
    public static void norms(Args a) {
        int[] index = a.ints(0);
        float[] dy = a.floats(1);
        float[] into = a.floats(2);
        float beta = a.f32(3);
        int t = a.i32(5);
        int width = a.i32(6);
        int io = a.at(0);
        int dyo = a.at(1);
        int to = a.at(2);
        int grain = Rows.grain((int) Math.min(Integer.MAX_VALUE, (long) t * width));
        a.workers().range(a.i32(4), grain, (from, until) -> {
            Equals equals = new Equals(t);
            float[] total = new float[width];
            for (int i = from; i < until; i++) {
                equals.link(index, io + i * t);
                float norm = equals.squares(dy, dyo + i * t * width, total);
                into[to + i] = Elementwise.put(norm, beta, into, to + i);
            }
        });
    }

    /** The positions of equal indices of one example, which may be any integers, as lists in order. */
    private static final class Equals {
        private final int[] next;
        private final boolean[] follows;
        private final int[] slots;

        Equals(int t) {
            next = new int[t];
            follows = new boolean[t];
            slots = new int[Integer.highestOneBit(Math.max(1, t)) * 4];
        }

        void link(int[] index, int at) {
            Arrays.fill(slots, -1);
            Arrays.fill(follows, false);
            for (int s = next.length - 1; s >= 0; s--) {
                int slot = slot(index, at, index[at + s]);
                next[s] = slots[slot];
                if (next[s] >= 0) {
                    follows[next[s]] = true;
                }
                slots[slot] = s;
            }
        }

        /** The place of a value in an open table, by multiplicative hashing (Knuth). */
        private int slot(int[] index, int at, int value) {
            int slot = value * 0x9E3779B9 >>> Integer.numberOfLeadingZeros(slots.length - 1);
            while (slots[slot] >= 0 && index[at + slots[slot]] != value) {
                slot = slot + 1 & slots.length - 1;
            }
            return slot;
        }

        float squares(float[] dy, int dyo, float[] total) {
            Lanes lanes = Lanes.get();
            int width = total.length;
            float norm = 0;
            for (int s = 0; s < next.length; s++) {
                int row = dyo + s * width;
                if (follows[s]) {
                    continue;
                }
                if (next[s] < 0) {
                    norm += lanes.dot(dy, row, dy, row, width);
                    continue;
                }
                System.arraycopy(dy, row, total, 0, width);
                for (int other = next[s]; other >= 0; other = next[other]) {
                    lanes.add(total, 0, dy, dyo + other * width, total, 0, width);
                }
                norm += lanes.dot(total, 0, total, 0, width);
            }
            return norm;
        }
    }

    /**
     * rows[i] = gradient of example i, vocabulary by width, + beta rows[i]; (c index, c dy, p rows, f beta, i n, i t,
     * i vocabulary, i width).
     *
     * @throws IllegalArgumentException if an index is outside the table
     */
    public static void rows(Args a) {
        int[] index = a.ints(0);
        float[] dy = a.floats(1);
        float[] rows = a.floats(2);
        float beta = a.f32(3);
        int n = a.i32(4);
        int t = a.i32(5);
        int vocabulary = a.i32(6);
        int width = a.i32(7);
        int io = a.at(0);
        int dyo = a.at(1);
        int to = a.at(2);
        Lookup.check(index, io, n * t, vocabulary);
        // Shared by rows of tables, not by tables: these may be few and long.
        a.workers().range(Math.multiplyExact(n, vocabulary), Rows.grain(width), (from, until) -> {
            TablePositions positions = new TablePositions(vocabulary, t);
            int at = from;
            while (at < until) {
                int i = at / vocabulary;
                int v = at % vocabulary;
                int end = Math.min(vocabulary, v + until - at);
                positions.link(index, io + i * t);
                int row = to + i * vocabulary * width;
                positions.sum(dy, dyo + i * t * width, rows, row, beta, width, v, end);
                at += end - v;
            }
        });
    }
}
