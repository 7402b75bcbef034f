package dev.lethe.measure;

/** How well scores put the positives before the rest: higher scores should be positives. */
public final class RankingMeasures {
    private RankingMeasures() {}

    /**
     * Area under the ROC curve: the chance that a positive drawn at random has a higher score than another drawn at
     * random, where equal scores count one half (Mann and Whitney's U over the number of pairs, by midranks).
     *
     * @throws IllegalArgumentException if the lengths differ, a score is NaN, or all or none are positive
     */
    public static double areaUnderCurve(double[] scores, boolean[] positive) {
        int[] order = checked(scores, positive);
        double positives = count(positive);
        double others = scores.length - positives;
        if (positives == 0 || others == 0) {
            throw new IllegalArgumentException((int) positives + " of " + scores.length
                    + " are positive; the area under the curve needs both kinds");
        }
        double pairs = 0; // of a positive and another behind it
        double before = 0; // others seen so far
        for (int at = 0; at < order.length; ) {
            int end = Ranking.tied(scores, order, at);
            double here = 0;
            for (int i = at; i < end; i++) {
                here += positive[order[i]] ? 1 : 0;
            }
            double beside = end - at - here;
            pairs += here * (others - before - beside + 0.5 * beside);
            before += beside;
            at = end;
        }
        return pairs / (positives * others);
    }

    /**
     * Fraction of positives among the {@code k} highest scores; of equal scores, those at smaller positions are first.
     *
     * @throws IllegalArgumentException if the lengths differ, a score is NaN, or k is not in 1..n
     */
    public static double precisionAt(int k, double[] scores, boolean[] positive) {
        int[] order = checked(scores, positive);
        if (k < 1 || k > order.length) {
            throw new IllegalArgumentException("precision at " + k + ": 1.." + order.length + " is allowed");
        }
        int found = 0;
        for (int i = 0; i < k; i++) {
            found += positive[order[i]] ? 1 : 0;
        }
        return (double) found / k;
    }

    /**
     * Average precision: the precision down to each distinct score, weighted by the share of the positives with that
     * score.
     *
     * @throws IllegalArgumentException if the lengths differ, a score is NaN, or none is positive
     */
    public static double averagePrecision(double[] scores, boolean[] positive) {
        int[] order = checked(scores, positive);
        int positives = count(positive);
        if (positives == 0) {
            throw new IllegalArgumentException(
                    "none of " + scores.length + " is positive; average precision needs one");
        }
        double sum = 0;
        int found = 0;
        for (int at = 0; at < order.length; ) {
            int end = Ranking.tied(scores, order, at);
            int before = found;
            for (int i = at; i < end; i++) {
                found += positive[order[i]] ? 1 : 0;
            }
            sum += (double) (found - before) / positives * found / end;
            at = end;
        }
        return sum;
    }

    private static int[] checked(double[] scores, boolean[] positive) {
        if (scores.length != positive.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + positive.length + " examples");
        }
        return Ranking.order(scores);
    }

    private static int count(boolean[] positive) {
        int count = 0;
        for (boolean p : positive) {
            count += p ? 1 : 0;
        }
        return count;
    }
}
