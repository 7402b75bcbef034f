package dev.lethe.measure;

/** How far two scores put the same things in the same order. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /**
     * Spearman's rank correlation: Pearson's correlation of the ranks, where equal scores share the mean of theirs.
     *
     * @return from -1 to 1; NaN if all scores of one side are equal
     * @throws IllegalArgumentException if the lengths differ, there are fewer than two, or a score is NaN
     */
    public static double spearman(double[] a, double[] b) {
        if (a.length != b.length || a.length < 2) {
            throw new IllegalArgumentException(
                    a.length + " and " + b.length + " scores; two or more are needed, and as many of each");
        }
        double[] x = ranks(a);
        double[] y = ranks(b);
        double mean = (a.length + 1) / 2.0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
            xy += (x[i] - mean) * (y[i] - mean);
        }
        return xy / Math.sqrt(xx * yy);
    }

    /** From 1 for the highest score; of equals, the mean. */
    static double[] ranks(double[] scores) {
        int[] order = Ranking.order(scores);
        double[] ranks = new double[order.length];
        for (int at = 0; at < order.length; ) {
            int end = Ranking.tied(scores, order, at);
            for (int i = at; i < end; i++) {
                ranks[order[i]] = (at + 1 + end) / 2.0;
            }
            at = end;
        }
        return ranks;
    }
}
