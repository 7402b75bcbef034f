package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.ClockState;

/** Bodies of the kernels in {@code kernels/ledger.cu}: the account of each training example. */
public final class LedgerKernels {
    private LedgerKernels() {}

    /**
     * Writes what a loss tracked about a batch to the rows of its examples; (c tracked (n, columns), c prediction,
     * c index, p values (examples, columns), p predictions, i n, i columns). No index comes twice in a batch.
     */
    public static void scatter(Args a) {
        float[] tracked = a.floats(0);
        int[] prediction = a.ints(1);
        int[] index = a.ints(2);
        float[] values = a.floats(3);
        int[] predictions = a.ints(4);
        int columns = a.i32(6);
        for (int j = 0; j < a.i32(5); j++) {
            int row = index[a.at(2) + j];
            System.arraycopy(tracked, a.at(0) + j * columns, values, a.at(3) + row * columns, columns);
            predictions[a.at(4) + row] = prediction[a.at(1) + j];
        }
    }

    /**
     * Row index[j] of a column takes one column of what is known of example j; (c source (n, width), c index, p column
     * (examples), i n, i width, i from). No index comes twice in a batch.
     */
    public static void column(Args a) {
        float[] source = a.floats(0);
        int[] index = a.ints(1);
        float[] column = a.floats(2);
        int width = a.i32(4);
        for (int j = 0; j < a.i32(3); j++) {
            column[a.at(2) + index[a.at(1) + j]] = source[a.at(0) + j * width + a.i32(5)];
        }
    }

    /**
     * Keeps the history of being right about the given label; (c prediction, c given, c index, c state, p history
     * (examples, 3), i n). The columns are the epoch, from 1, in which it was first right, or -1; how often it was right
     * and then wrong; and whether it was right the last time.
     */
    public static void history(Args a) {
        int[] prediction = a.ints(0);
        int[] given = a.ints(1);
        int[] index = a.ints(2);
        int epoch = a.ints(3)[a.at(3) + ClockState.EPOCH] + 1;
        int[] history = a.ints(4);
        for (int j = 0; j < a.i32(5); j++) {
            int row = a.at(4) + 3 * index[a.at(2) + j];
            boolean right = prediction[a.at(0) + j] == given[a.at(1) + j];
            if (right && history[row] < 0) {
                history[row] = epoch;
            }
            if (!right && history[row + 2] == 1) {
                history[row + 1]++;
            }
            history[row + 2] = right ? 1 : 0;
        }
    }

    /**
     * sum += mean of a column of the tracked values of a batch times its size; (c tracked (n, columns), p sum, i n,
     * i columns, i column). One addition a step, in order.
     */
    public static void addColumn(Args a) {
        float[] tracked = a.floats(0);
        float[] sum = a.floats(1);
        int columns = a.i32(3);
        double total = 0;
        for (int j = 0; j < a.i32(2); j++) {
            total += tracked[a.at(0) + j * columns + a.i32(4)];
        }
        sum[a.at(1)] += (float) total;
    }
}
