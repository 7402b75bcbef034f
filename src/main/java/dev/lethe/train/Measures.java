package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.data.Dataset;
import dev.lethe.loss.Tracked;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measures a run after an epoch, and shows it to whoever asks. */
final class Measures implements EpochView {
    private final Device device;
    private final Evaluator evaluator;
    private final TrainingState state;
    private final Parts parts;
    private final Resident validation;
    private final Resident test;
    private final Normalisation normalisation;
    private final Map<Dataset, Resident> others = new IdentityHashMap<>();
    private Map<String, float[]> tracked = Map.of();
    private int epoch;
    private boolean judged;

    Measures(Device device, Evaluator evaluator, TrainingState state, Parts parts, Normalisation normalisation) {
        this.device = device;
        this.normalisation = normalisation;
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
        epoch = number;
        int[] prediction = judge();
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
                epsilon(number),
                secondsBefore + (System.nanoTime() - start) * 1e-9);
    }

    /** The record of an epoch after which nothing is measured. */
    EpochRecord unmeasured(int number, double trainLoss, double seconds) {
        epoch = number;
        Double epsilon = epsilon(number);
        return new EpochRecord(number, trainLoss, Double.NaN, Double.NaN, Double.NaN, null, null, epsilon, seconds);
    }

    private Double epsilon(int epochs) {
        PrivateRun privately = state.rule().privately();
        return privately == null ? null : Double.valueOf(privately.epsilonAfter(epochs));
    }

    /** Reads what was tracked of an epoch that has ended, and adds what only now can be known. */
    void track(int number) {
        Tracking tracking = state.tracking();
        if (!tracking.due(number)) {
            tracked = Map.of();
            return;
        }
        if (tracking.has(Tracking.Quantity.GRAND)) {
            evaluator.norms(
                    state.train(),
                    state.method().judge(),
                    state.parameters(),
                    state.clock().state(),
                    state.tracked());
        }
        Map<String, float[]> columns = new LinkedHashMap<>(state.tracked().columns());
        if (tracking.has(Tracking.Quantity.FORGETTING)) {
            int[] events = state.ledger().forgettingEvents();
            float[] column = new float[events.length];
            for (int i = 0; i < column.length; i++) {
                column[i] = events[i];
            }
            columns.put(Tracking.Quantity.FORGETTING.label(), column);
        }
        tracked = Collections.unmodifiableMap(columns);
    }

    @Override
    public Map<String, float[]> tracked() {
        return tracked;
    }

    /** The account of tracked epochs; null if nothing is tracked. */
    TrackingTable table(TrackedEpochs epochs) {
        if (state.tracking().isNone()) {
            return null;
        }
        Dataset train = parts.train();
        return new TrackingTable(epochs.epochs(), indices(train), train.labels(), train.trueLabels(), epochs.values());
    }

    /** A test set is measured against its true labels where they are known apart from the given ones. */
    private double accuracy(Resident resident, Dataset set, boolean byTruth) {
        if (resident == null) {
            return Double.NaN;
        }
        int[] truth = byTruth ? set.trueLabels() : null;
        return Agreement.accuracy(evaluator.predict(resident), truth == null ? set.labels() : truth);
    }

    private int[] judge() {
        judged = true;
        return evaluator.account(state.train(), state.method().judge(), state.ledger());
    }

    /** Forgets what is known of the weights, as they are about to change. */
    void outdated() {
        judged = false;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public float[][] probabilities(Dataset set) {
        Resident resident = set == parts.train()
                ? state.train()
                : others.computeIfAbsent(set, s -> {
                    parts.requireFit(s);
                    return new Resident(device, state.data(), s, normalisation);
                });
        return evaluator.probabilities(resident);
    }

    @Override
    public Map<String, float[]> memory() {
        Map<String, float[]> all = new LinkedHashMap<>();
        state.method().state().forEach((name, t) -> all.put(name, device.floats(t)));
        return all;
    }

    @Override
    public double rate() {
        return state.rate(epoch);
    }

    @Override
    public Map<String, float[]> weights() {
        Map<String, float[]> all = new LinkedHashMap<>();
        state.parameters().named().forEach((name, t) -> all.put(name, device.floats(t)));
        return all;
    }

    /** The account of every training example under the present weights. */
    @Override
    public LedgerTable ledger() {
        Dataset train = parts.train();
        int[] prediction = judged ? state.ledger().predictions() : judge();
        Ledger ledger = state.ledger();
        return new LedgerTable(
                indices(train),
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

    private static int[] indices(Dataset set) {
        int[] index = new int[set.size()];
        for (int i = 0; i < index.length; i++) {
            index[i] = set.index(i);
        }
        return index;
    }
}
