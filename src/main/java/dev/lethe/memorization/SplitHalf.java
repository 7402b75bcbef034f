package dev.lethe.memorization;

import dev.lethe.measure.RankCorrelation;
import java.util.Arrays;

/**
 * How far two halves of the models, with none in common, agree on the order of the examples.
 *
 * @param spearman rank correlation of the scores, over the examples with a score in both halves; NaN if there are fewer
 *     than two, or all scores of a half are equal
 * @param compared how many examples these are
 * @param undefined how many have no score in one half or the other
 */
public record SplitHalf(double spearman, int compared, int undefined) {

    /** Compares two sets of scores of the same examples. */
    public static SplitHalf of(MemorizationScores first, MemorizationScores second) {
        double[] a = new double[first.size()];
        double[] b = new double[first.size()];
        int both = 0;
        for (int i = 0; i < a.length; i++) {
            if (!Double.isNaN(first.values()[i]) && !Double.isNaN(second.values()[i])) {
                a[both] = first.values()[i];
                b[both] = second.values()[i];
                both++;
            }
        }
        double spearman =
                both < 2 ? Double.NaN : RankCorrelation.spearman(Arrays.copyOf(a, both), Arrays.copyOf(b, both));
        return new SplitHalf(spearman, both, first.size() - both);
    }

    /** Compares the models of even number with those of odd number, among 0..{@code models}-1. */
    public static SplitHalf of(RunFolder folder, int models, Outcome outcome) {
        return of(scores(folder, 0, models, outcome), scores(folder, 1, models, outcome));
    }

    private static MemorizationScores scores(RunFolder folder, int first, int models, Outcome outcome) {
        int[] own = new int[(models - first + 1) / 2];
        Arrays.setAll(own, i -> first + 2 * i);
        return MemorizationScores.of(folder.results(own), outcome);
    }
}
