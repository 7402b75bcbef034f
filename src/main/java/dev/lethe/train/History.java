package dev.lethe.train;

import java.util.ArrayList;
import java.util.List;

/** How a run has gone so far: its curve, and the weights of its best epoch. */
final class History {
    private final List<EpochRecord> curve = new ArrayList<>();
    private final TrackedEpochs tracked = new TrackedEpochs();
    private double secondsInEpoch;
    private EpochRecord best;
    private float[] bestValues;
    private float[] bestBuffers;

    List<EpochRecord> curve() {
        return curve;
    }

    TrackedEpochs tracked() {
        return tracked;
    }

    int epochs() {
        return curve.size();
    }

    /** Adds an epoch; true if it is the best by validation so far, the first of equals. */
    boolean add(EpochRecord record) {
        curve.add(record);
        secondsInEpoch = 0;
        if (!Double.isNaN(record.validationAccuracy())
                && (best == null || record.validationAccuracy() > best.validationAccuracy())) {
            best = record;
            return true;
        }
        return false;
    }

    void keepBest(float[] values, float[] buffers) {
        bestValues = values;
        bestBuffers = buffers;
    }

    /** The best epoch by validation; null before the first, or without validation. */
    EpochRecord best() {
        return best;
    }

    float[] bestValues() {
        return bestValues;
    }

    float[] bestBuffers() {
        return bestBuffers;
    }

    /** Seconds that an unfinished epoch has taken in earlier sessions. */
    double secondsInEpoch() {
        return secondsInEpoch;
    }

    void secondsInEpoch(double seconds) {
        secondsInEpoch = seconds;
    }

    double seconds() {
        return curve.stream().mapToDouble(EpochRecord::seconds).sum() + secondsInEpoch;
    }
}
