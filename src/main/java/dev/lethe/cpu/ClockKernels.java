package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.ClockState;

/** Bodies of the kernels in {@code kernels/clock.cu}: what makes one step differ from the next. */
public final class ClockKernels {
    private ClockKernels() {}

    /**
     * step += by, cursor += batch; then values[c] = table[c][min(step, steps - 1)]; (p state, p values, c table,
     * i channels, i steps, i by, i batch).
     */
    public static void advance(Args a) {
        int[] state = a.ints(0);
        int so = a.at(0);
        int steps = a.i32(4);
        int step = state[so + ClockState.STEP] + a.i32(5);
        state[so + ClockState.STEP] = step;
        state[so + ClockState.CURSOR] += a.i32(6);
        float[] values = a.floats(1);
        float[] table = a.floats(2);
        for (int c = 0; c < a.i32(3); c++) {
            values[a.at(1) + c] = table[a.at(2) + c * steps + Math.min(step, steps - 1)];
        }
    }

    /** epoch += 1, cursor = 0; (p state). */
    public static void nextEpoch(Args a) {
        int[] state = a.ints(0);
        state[a.at(0) + ClockState.EPOCH]++;
        state[a.at(0) + ClockState.CURSOR] = 0;
    }
}
