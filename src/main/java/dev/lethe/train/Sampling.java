package dev.lethe.train;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** Which examples each step of an epoch takes, and how much each of them counts. */
interface Sampling {
    /** How many steps an epoch has. */
    int steps();

    /** Where the cursor of the clock is at the end of an epoch. */
    int places();

    /** How many places the step has that begins at {@code cursor}. */
    int batchAt(int cursor);

    /** Draws the epoch that the clock is in. */
    void begin();

    /** Rows of the data set in the order of the epoch, I32. */
    Tensor order();

    /** The next {@code n} places, at the cursor of the clock; captured with a step. */
    Draw next(Pass pass, int n, Augmentation augmentation);

    /**
     * The mean loss of those that took part in an epoch; NaN if nobody did.
     *
     * @param sum what the ledger added up
     * @param epoch from 0
     */
    double meanLoss(double sum, int epoch);

    /**
     * What a step takes.
     *
     * @param cotangent F32 (n), what the loss of each place is multiplied by before all are added; null for 1/n
     * @param account I32 (n), row of the ledger for each place
     */
    record Draw(Resident.Batch batch, Tensor cotangent, Tensor account) {}
}
