package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.data.Dataset;
import dev.lethe.loss.Tracked;

/** Measures a run after an epoch, and writes out its ledger. */
final class Measures {
    private final Evaluator evaluator;
    private final TrainingState state;
    private final Parts parts;
    private final Resident validation;
    private final Resident test;

    Measures(Device device, Evaluator evaluator, TrainingState state, Parts parts, Normalisation normalisation) {
        this.evaluator = evaluator;
        this.state = state;
        this.parts = parts;
        this.validation = resident(device, state.data(), parts.validation(), normalisation);
        this.test = resident(device, state.data(), parts.test(), normalisation);
    }

    private static Resident resident(Device device, Arena data, Dataset set, Normalisation normalisation) {
        return set == null ? null : new Resident(device, data, set, normalisation);
    }

    /** @param secondsBefore what the epoch had taken before measuring began */
    EpochRecord epoch(int number, double trainLoss, double secondsBefore) {
        long start = System.nanoTime();
        int[] prediction = evaluator.account(state.train(), state.loss(), state.ledger());
        Agreement agreement =
                Agreement.of(prediction, parts.train().labels(), parts.train().trueLabels());
        double tested = accuracy(test, parts.test(), true);
        double validated = accuracy(validation, parts.validation(), false);
        return new EpochRecord(
                number,
                trainLoss,
                tested,
                validated,
                agreement.clean(),
                agreement.memorized(),
                agreement.recovered(),
                secondsBefore + (System.nanoTime() - start) * 1e-9);
    }

    /** A test set is measured against its true labels where they are known apart from the given ones. */
    private double accuracy(Resident resident, Dataset set, boolean byTruth) {
        if (resident == null) {
            return Double.NaN;
        }
        int[] truth = byTruth ? set.trueLabels() : null;
        return Agreement.accuracy(evaluator.predict(resident), truth == null ? set.labels() : truth);
    }

    /** The account of every training example under the present weights. */
    LedgerTable ledger() {
        Dataset train = parts.train();
        int[] prediction = evaluator.account(state.train(), state.loss(), state.ledger());
        int[] index = new int[train.size()];
        for (int i = 0; i < index.length; i++) {
            index[i] = train.index(i);
        }
        Ledger ledger = state.ledger();
        return new LedgerTable(
                index,
                train.labels(),
                train.trueLabels(),
                ledger.column(Tracked.LOSS),
                ledger.column(Tracked.PROBABILITY),
                ledger.column(Tracked.MARGIN),
                ledger.firstLearned(),
                ledger.forgettingEvents(),
                prediction,
                ledger.column(Tracked.EL2N));
    }
}
