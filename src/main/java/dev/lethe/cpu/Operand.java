package dev.lethe.cpu;

/**
 * One side of a matrix product as stored: term l of line i is at {@code at + l ld + i} if lines lie side by side, else
 * at {@code at + i ld + l}. Lines are the rows of the left side and the columns of the right one.
 */
record Operand(float[] x, int at, int ld, boolean sideBySide) {
    /** The same from line {@code i} on. */
    Operand from(int i) {
        return new Operand(x, at + (sideBySide ? i : i * ld), ld, sideBySide);
    }

    /**
     * Writes {@code lines} lines from line {@code i} on as one panel: term l of line j at {@code to + l width + j}. What
     * is in the panel beyond the lines is left as it is.
     */
    void pack(int i, int lines, int k, int width, float[] panel, int to) {
        if (!sideBySide) {
            int j = 0;
            for (; j + 8 <= lines; j += 8) {
                interleaveEight(x, at + (i + j) * ld, ld, k, panel, to + j, width);
            }
            for (; j < lines; j++) {
                spread(x, at + (i + j) * ld, k, panel, to + j, width);
            }
        } else if (lines == 8) {
            copyEight(x, at + i, ld, k, panel, to, width);
        } else {
            for (int l = 0; l < k; l++) {
                System.arraycopy(x, at + i + l * ld, panel, to + l * width, lines);
            }
        }
    }

    private static void interleaveEight(float[] x, int at, int ld, int k, float[] to, int p, int width) {
        int r1 = at + ld;
        int r2 = r1 + ld;
        int r3 = r2 + ld;
        int r4 = r3 + ld;
        int r5 = r4 + ld;
        int r6 = r5 + ld;
        int r7 = r6 + ld;
        for (int l = 0; l < k; l++) {
            int q = p + l * width;
            to[q] = x[at + l];
            to[q + 1] = x[r1 + l];
            to[q + 2] = x[r2 + l];
            to[q + 3] = x[r3 + l];
            to[q + 4] = x[r4 + l];
            to[q + 5] = x[r5 + l];
            to[q + 6] = x[r6 + l];
            to[q + 7] = x[r7 + l];
        }
    }

    private static void spread(float[] x, int at, int k, float[] to, int p, int width) {
        for (int l = 0; l < k; l++) {
            to[p + l * width] = x[at + l];
        }
    }

    private static void copyEight(float[] x, int at, int ld, int k, float[] to, int p, int width) {
        for (int l = 0; l < k; l++) {
            int q = p + l * width;
            int r = at + l * ld;
            to[q] = x[r];
            to[q + 1] = x[r + 1];
            to[q + 2] = x[r + 2];
            to[q + 3] = x[r + 3];
            to[q + 4] = x[r + 4];
            to[q + 5] = x[r + 5];
            to[q + 6] = x[r + 6];
            to[q + 7] = x[r + 7];
        }
    }
}
