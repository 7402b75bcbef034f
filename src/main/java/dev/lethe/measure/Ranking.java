package dev.lethe.measure;

/** The order that scores give, the highest first; of equals, the one with the smaller position first. */
public final class Ranking {
    private Ranking() {}

    /**
     * The positions of {@code scores} from the highest score to the lowest.
     *
     * @throws IllegalArgumentException naming the position of a score that is NaN
     */
    public static int[] order(double[] scores) {
        refuseNaN(scores);
        int[] order = new int[scores.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        int[] spare = order.clone();
        sort(spare, order, 0, order.length, scores);
        return order;
    }

    /** The end of the run of equal scores that begins at {@code at}. */
    static int tied(double[] scores, int[] order, int at) {
        int end = at + 1;
        while (end < order.length && scores[order[end]] == scores[order[at]]) {
            end++;
        }
        return end;
    }

    static void refuseNaN(double[] scores) {
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score " + i + " is NaN; a number was expected");
            }
        }
    }

    /** Merges: stable, and without an object for each position. */
    private static void sort(int[] from, int[] to, int start, int end, double[] scores) {
        if (end - start < 2) {
            return;
        }
        int middle = (start + end) >>> 1;
        sort(to, from, start, middle, scores);
        sort(to, from, middle, end, scores);
        for (int at = start, a = start, b = middle; at < end; at++) {
            boolean first = b == end || a < middle && scores[from[a]] >= scores[from[b]];
            to[at] = from[first ? a++ : b++];
        }
    }
}
