package dev.lethe.influence;

import dev.lethe.data.Dataset;

/**
 * What was found.
 *
 * @param extremes the most helpful and most harmful training examples for each test example; null for {@link Method#SELF}
 * @param selfInfluence of each training example: the sum over weights of the learning rate times the squared norm of its
 *     gradient, TracInCP of the example on itself; high for examples that had to be learned by heart
 * @param alignment of each training example: cosine between its gradient and that of the mean loss of the test examples,
 *     averaged over weights
 */
public record InfluenceResult(
        Settings settings,
        Dataset train,
        Dataset test,
        Extremes extremes,
        double[] selfInfluence,
        double[] alignment) {}
