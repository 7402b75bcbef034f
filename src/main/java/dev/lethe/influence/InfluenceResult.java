package dev.lethe.influence;

import dev.lethe.data.Dataset;
import dev.lethe.measure.Ranking;

/**
 * What was found.
 *
 * @param predicted class of the largest output for each test example, at the last weights
 * @param extremes the most helpful and most harmful training examples for each test example; null for {@link Method#SELF}
 * @param harm of each training example: its scores below 0 without their sign, those above 0 as 0, averaged over the
 *     test examples; null for {@link Method#SELF}
 * @param selfInfluence of each training example: the sum over weights of the learning rate times the squared norm of its
 *     gradient, TracInCP of the example on itself; high for examples that had to be learned by heart
 * @param alignment of each training example: cosine between its gradient and that of the mean loss of the test examples,
 *     averaged over weights
 */
public record InfluenceResult(
        Settings settings,
        Dataset train,
        Dataset test,
        int[] predicted,
        Extremes extremes,
        double[] harm,
        double[] selfInfluence,
        double[] alignment) {
    /** Training examples, the highest self-influence first, of equal ones the smaller number. */
    public int[] bySelfInfluence() {
        return Ranking.order(selfInfluence);
    }
}
