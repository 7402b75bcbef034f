package dev.lethe.memorization;

/**
 * What a training example does to a test example: the test example's mean outcome over the models that were trained on the
 * training example, less that over those that were not.
 *
 * @param train row of the training example
 * @param test row of the test example
 * @param value in [-1, 1]
 * @param standardError from the spread of the outcomes; NaN with fewer than two models on either side
 */
public record Influence(int train, int test, double value, double standardError) {}
