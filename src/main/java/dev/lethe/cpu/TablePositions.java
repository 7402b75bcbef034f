package dev.lethe.cpu;

import java.util.Arrays;

/** For each row of a table the list of its positions in an index, in order. For one thread at a time. */
final class TablePositions {
    private final int[] first;
    private final int[] next;

    /**
     * @param vocabulary rows of the table
     * @param n positions of an index
     */
    TablePositions(int vocabulary, int n) {
        first = new int[vocabulary];
        next = new int[n];
    }

    /** Takes the index that begins at {@code index[at]}; its values are rows of the table. */
    TablePositions link(int[] index, int at) {
        Arrays.fill(first, -1);
        for (int i = next.length - 1; i >= 0; i--) {
            next[i] = first[index[at + i]];
            first[index[at + i]] = i;
        }
        return this;
    }

    /**
     * Rows {@code from} to {@code until} of the table at {@code table[to]}: the sum of the rows of dy at the positions of
     * each, in order, + beta of what was there.
     */
    void sum(float[] dy, int dyo, float[] table, int to, float beta, int width, int from, int until) {
        Lanes lanes = Lanes.get();
        float[] total = new float[width];
        for (int v = from; v < until; v++) {
            int row = to + v * width;
            if (first[v] >= 0) {
                lanes.fill(0, total, 0, width);
                for (int i = first[v]; i >= 0; i = next[i]) {
                    lanes.add(total, 0, dy, dyo + i * width, total, 0, width);
                }
                lanes.axpby(1, total, 0, beta, table, row, width);
            } else if (beta == 0) {
                lanes.fill(0, table, row, width);
            } else if (beta != 1) {
                lanes.scaleShift(table, row, beta, 0, table, row, width);
            }
        }
    }
}
