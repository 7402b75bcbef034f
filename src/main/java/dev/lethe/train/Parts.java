package dev.lethe.train;

import dev.lethe.data.Dataset;
import java.util.Objects;

/**
 * What a run trains on and is measured with.
 *
 * @param train the training set, with its given labels, of at least two classes
 * @param validation held out; its labels are as noisy as the training set's, and it alone selects the best epoch; or
 *     null
 * @param test measured on, never trained on or selected by; or null
 */
public record Parts(Dataset train, Dataset validation, Dataset test) {
    public Parts {
        Objects.requireNonNull(train, "training set");
        requireTwoClasses(train);
        same(train, validation, "validation");
        same(train, test, "test");
    }

    /** Fails unless {@code other} has the shape and the classes of the training set. */
    void requireFit(Dataset other) {
        same(train, other, "test");
    }

    private static void requireTwoClasses(Dataset train) {
        int[] labels = train.labels();
        if (train.classes() < 2) {
            throw new IllegalArgumentException(train + ": at least 2 classes are needed to train");
        }
        for (int y : labels) {
            if (y != labels[0]) {
                return;
            }
        }
        throw new IllegalArgumentException(
                train + ": all have the label " + labels[0] + ", examples of at least 2 classes are needed to train");
    }

    private static void same(Dataset train, Dataset other, String name) {
        if (other != null
                && (!other.exampleShape().equals(train.exampleShape()) || other.classes() != train.classes())) {
            throw new IllegalArgumentException(
                    "the " + name + " set (" + other + ") does not fit the training set (" + train + ")");
        }
    }
}
