package dev.lethe.train;

import dev.lethe.data.Dataset;
import java.util.Map;

/** A run between two epochs, for whoever wants more than its {@link EpochRecord}; valid only during the call. */
public interface EpochView {
    /** The epoch that has ended, from 1. */
    int epoch();

    /**
     * Probabilities of the classes under the present weights, in evaluation mode: a row for each example of {@code set}.
     *
     * @param set of the training set's shape and classes; the training set itself, or any other
     * @return (examples, classes)
     */
    float[][] probabilities(Dataset set);

    /** The account of every training example so far. */
    LedgerTable ledger();

    /**
     * What was tracked of every training example in this epoch, by the name of the quantity, {@link
     * Tracking.Quantity#label}; empty if this epoch is not tracked.
     */
    Map<String, float[]> tracked();

    /** Copies of what the loss or the method keeps between steps, by name, such as {@code elr.table}; row-major. */
    Map<String, float[]> memory();

    /** Mean learning rate of the steps of the epoch that has ended. */
    double rate();

    /** Copies of the present weights, and of what layers keep beside them, by path; row-major. */
    Map<String, float[]> weights();
}
