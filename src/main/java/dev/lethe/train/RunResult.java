package dev.lethe.train;

import java.util.List;

/**
 * The outcome of training one model with one loss; accuracies are fractions from 0 to 1.
 *
 * @param loss the loss as it was asked for, such as {@code elr}
 * @param model the model as it was asked for, such as {@code convnet}
 * @param epochs how many were completed
 * @param testAccuracyBest test accuracy at the epoch of best validation accuracy; NaN without a test set
 * @param testAccuracyLast test accuracy at the end of the last complete epoch; NaN without a test set
 * @param cleanTrainAccuracy over training examples whose given label is the true one; NaN if unknown
 * @param memorized over training examples whose given label is wrong, the fraction that the final weights predict as
 *     the given label; null if the true labels are unknown or no label is wrong
 * @param recovered over the same examples, the fraction predicted as the true label; null as above
 * @param seconds wall time of the run
 * @param curve one record per epoch, in order
 * @param ledger the final account of every training example
 * @param tracking what was tracked of every training example epoch by epoch; null if nothing was to be
 */
public record RunResult(
        String loss,
        String model,
        int epochs,
        double testAccuracyBest,
        double testAccuracyLast,
        double cleanTrainAccuracy,
        Double memorized,
        Double recovered,
        double seconds,
        List<EpochRecord> curve,
        LedgerTable ledger,
        TrackingTable tracking) {

    public RunResult {
        curve = List.copyOf(curve);
    }
}
