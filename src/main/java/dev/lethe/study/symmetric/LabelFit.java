package dev.lethe.study.symmetric;

import dev.lethe.train.EpochRecord;
import dev.lethe.train.LedgerTable;
import dev.lethe.train.RunResult;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How a network agrees with the labels of its training set, epoch by epoch (Patel and Sastry, 2021, arXiv 2107.09957).
 *
 * @param given J1, accuracy against the labels it was trained on
 * @param original J2, accuracy against the labels before noise
 * @param test accuracy on the test set
 */
record LabelFit(double[] given, double[] original, double[] test) {

    /** @throws IllegalArgumentException if the labels before noise are not known */
    static LabelFit of(RunResult run) {
        LedgerTable ledger = run.ledger();
        if (ledger.trueLabel() == null) {
            throw new IllegalArgumentException("the labels before noise are not known; noise with a rate is needed");
        }
        int wrong = 0;
        for (int i = 0; i < ledger.size(); i++) {
            wrong += ledger.given()[i] != ledger.trueLabel()[i] ? 1 : 0;
        }
        double share = (double) wrong / ledger.size();
        int epochs = run.curve().size();
        LabelFit fit = new LabelFit(new double[epochs], new double[epochs], new double[epochs]);
        for (int e = 0; e < epochs; e++) {
            EpochRecord record = run.curve().get(e);
            double right = share == 1 ? 0 : (1 - share) * record.cleanTrainAccuracy();
            fit.given[e] = right + (wrong == 0 ? 0 : share * record.memorized());
            fit.original[e] = right + (wrong == 0 ? 0 : share * record.recovered());
            fit.test[e] = record.testAccuracy();
        }
        return fit;
    }

    double lastGiven() {
        return given[given.length - 1];
    }

    double lastOriginal() {
        return original[original.length - 1];
    }

    double lastTest() {
        return test[test.length - 1];
    }

    double bestTest() {
        double best = Double.NaN;
        for (double t : test) {
            best = best >= t ? best : t;
        }
        return best;
    }

    /** J2 - J1, how far the truth is ahead. */
    double[] lead() {
        return IntStream.range(0, given.length)
                .mapToDouble(e -> original[e] - given[e])
                .toArray();
    }

    /** The least lead in all epochs; below 0 where the curves have crossed. */
    double leastLead() {
        return Arrays.stream(lead()).min().orElseThrow();
    }

    /** The largest lead in all epochs. */
    double largestLead() {
        return Arrays.stream(lead()).max().orElseThrow();
    }
}
