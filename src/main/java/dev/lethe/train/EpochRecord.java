package dev.lethe.train;

/**
 * What one epoch of training left behind, measured in evaluation mode at its end.
 *
 * @param epoch from 1
 * @param trainLoss mean loss over the epoch's batches, as trained (with augmentation and dropout), before class weights
 * @param testAccuracy from 0 to 1; NaN without a test set, or where this epoch was not evaluated
 * @param validationAccuracy from 0 to 1, against labels as noisy as the training labels; NaN without a validation split
 * @param cleanTrainAccuracy over training examples whose given label is the true one, from 0 to 1; NaN if unknown
 * @param memorized over training examples whose given label is wrong, the fraction predicted as the given label;
 *     null if the true labels are unknown or no label is wrong
 * @param recovered over the same examples, the fraction predicted as the true label; null as above
 * @param epsilon what private training has spent up to here, by Renyi divergences; null without
 * @param seconds wall time of the epoch, evaluation included
 */
public record EpochRecord(
        int epoch,
        double trainLoss,
        double testAccuracy,
        double validationAccuracy,
        double cleanTrainAccuracy,
        Double memorized,
        Double recovered,
        Double epsilon,
        double seconds) {}
