package dev.lethe.train;

import dev.lethe.data.Dataset;
import java.util.Objects;

/**
 * What a run trains on and is measured with.
 *
 * @param train the training set, with its given labels
 * @param validation held out; its labels are as noisy as the training set's, and it alone selects the best epoch; or
 *     null
 * @param test measured on, never trained on or selected by; or null
 */
public record Parts(Dataset train, Dataset validation, Dataset test) {
    public Parts {
        Objects.requireNonNull(train, "training set");
        same(train, validation, "validation");
        same(train, test, "test");
    }

    private static void same(Dataset train, Dataset other, String name) {
        if (other != null
                && (!other.exampleShape().equals(train.exampleShape()) || other.classes() != train.classes())) {
            throw new IllegalArgumentException(
                    "the " + name + " set (" + other + ") does not fit the training set (" + train + ")");
        }
    }
}
