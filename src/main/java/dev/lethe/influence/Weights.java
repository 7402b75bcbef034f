package dev.lethe.influence;

import java.util.Map;
import java.util.Objects;

/**
 * Weights of a network at one time of its training.
 *
 * @param epoch after which they were taken, from 1
 * @param rate learning rate that they stand for, 0 or more
 * @param values row-major values of all parameters and buffers, by path
 */
public record Weights(int epoch, double rate, Map<String, float[]> values) {
    public Weights {
        Objects.requireNonNull(values, "values");
        if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weights of epoch " + epoch + " with a learning rate of " + rate
                    + ": finite, 0 or more is allowed");
        }
    }
}
