package dev.lethe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts every range into parts of odd lengths, whatever its grain, and runs them one after the other from the last to the
 * first: a kernel whose result depends on where a part begins, or on which comes first, shows it.
 */
final class SplitWorkers implements Workers {
    private static final int[] LENGTHS = {1, 2, 1, 5, 17, 1, 333, 4099};

    /** The most threads that any range so far had work for, by its grain. */
    private int widest;

    private int parts;
    private int ranges;

    int widest() {
        return widest;
    }

    int parts() {
        return parts;
    }

    int ranges() {
        return ranges;
    }

    @Override
    public int threads() {
        return 3;
    }

    @Override
    public void range(int n, int grain, Range body) {
        List<int[]> cuts = new ArrayList<>();
        for (int from = 0; from < n; ) {
            int to = Math.min(n, from + LENGTHS[cuts.size() % LENGTHS.length]);
            cuts.add(new int[] {from, to});
            from = to;
        }
        for (int i = cuts.size() - 1; i >= 0; i--) {
            body.run(cuts.get(i)[0], cuts.get(i)[1]);
        }
        ranges++;
        parts += cuts.size();
        widest = Math.max(widest, n / Math.max(1, grain));
    }

    @Override
    public float[] borrow(int length) {
        float[] array = new float[length];
        Arrays.fill(array, Float.NaN);
        return array;
    }

    @Override
    public void giveBack(float[] array) {
        Arrays.fill(array, Float.NaN);
    }
}
