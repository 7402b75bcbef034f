package dev.lethe.train;

import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.Step;
import dev.lethe.autograd.Clip;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Trains one model by one recipe, and keeps the account of every training example.
 *
 * <p>The training step is captured once for each batch size and replayed. After each epoch the model is measured on
 * the training set, the validation split and the test set in evaluation mode; validation alone selects the best epoch.
 * The same recipe, data and device give the same bits, also when training was interrupted and resumed.
 */
public final class Trainer {
    /** What a captured step depends on. */
    private record StepKind(int examples, boolean tracks) {}

    private final Device device;
    private final Recipe recipe;
    private final Parts parts;
    private Path checkpoint;
    private int checkpointEvery = 1;
    private int measureEvery = 1;
    private Tracking tracking = Tracking.NONE;
    private boolean resume;
    private Clip clip;
    private PrivateTraining privacy;

    public Trainer(Device device, Recipe recipe, Parts parts) {
        this.device = device;
        this.recipe = recipe;
        this.parts = parts;
    }

    /**
     * Saves the whole state of training to {@code directory} after every {@code epochs} epochs, when cancelled, and at
     * the end.
     */
    public Trainer checkpoint(Path directory, int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("a checkpoint every " + epochs + " epochs; at least 1 is needed");
        }
        checkpoint = directory;
        checkpointEvery = epochs;
        return this;
    }

    /**
     * Measures the model on all its data after every {@code epochs} epochs and after the last, not after each; the records
     * of the others hold NaN and null. Measuring takes about as long as a pass of evaluation over training and test set.
     */
    public Trainer measureEvery(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("measuring every " + epochs + " epochs; at least 1 is needed");
        }
        measureEvery = epochs;
        return this;
    }

    /** Bounds the gradient of each example in every step; batches and their mean stay as they are. */
    public Trainer clipExamples(Clip by) {
        clip = by;
        return this;
    }

    /**
     * Trains with differential privacy, which has clipping, batches and normalisation of its own: batches by Poisson
     * sampling, of the recipe's size on average, whose sum is divided by that size; inputs scaled without looking at them.
     */
    public Trainer privately(PrivateTraining how) {
        privacy = how;
        return this;
    }

    /**
     * Writes down numbers of every training example in every epoch or every so many; see {@link RunResult#tracking} and
     * {@link EpochView#tracked}. What is learned stays the same; norms and cosines of convolutions on CUDA may add up the
     * gradient of the batch in another order, in all other cases the weights have the same bits as without.
     *
     * @throws IllegalArgumentException if this recipe cannot be tracked so, see {@link Tracking#require}
     */
    public Trainer track(Tracking value) {
        value.require(recipe);
        tracking = value;
        return this;
    }

    /** Goes on from the checkpoint, if there is one. */
    public Trainer resume(boolean value) {
        resume = value;
        return this;
    }

    /**
     * Trains until the recipe's epochs are done or {@code listener} cancels.
     *
     * @return what came of it; fewer epochs than the recipe's if cancelled
     * @throws IllegalArgumentException before anything is learned, if gradients of single examples are to be tracked and the
     *     model lets the examples of a batch depend on each other
     * @throws DivergedException if the loss or a weight is not finite; with checkpoints, the state before that is saved
     *     beside them, in a directory of the same name with {@code -last-good} at its end
     */
    public RunResult run(Listener listener) {
        Checkpoint.requireOwn(checkpoint);
        Path lastGood = Safeguard.beside(checkpoint);
        Checkpoint.requireOwn(lastGood);
        Map<StepKind, Step> steps = new HashMap<>();
        ExampleRule rule = rule();
        Normalisation normalisation =
                privacy == null ? Normalisation.of(parts.train()) : Normalisation.fixed(parts.train());
        try (TrainingState state = new TrainingState(device, recipe, parts.train(), normalisation, rule, tracking);
                Evaluator evaluator = new Evaluator(device, state.model())) {
            state.requireTrackable();
            Measures measures = new Measures(device, evaluator, state, parts, normalisation);
            Checkpoint saved = checkpoint == null ? null : new Checkpoint(checkpoint, recipe, parts, normalisation);
            History history = resume && saved != null && saved.exists() ? saved.load(device, state) : new History();
            Safeguard guard =
                    new Safeguard(device, recipe, parts, normalisation, state, lastGood, Safeguard.usualLimit());
            boolean cancelled = false;
            while (history.epochs() < recipe.epochs() && !cancelled) {
                long start = System.nanoTime();
                measures.outdated();
                guard.begin(history);
                cancelled = !epoch(state, steps, guard, history.epochs() + 1, listener);
                guard.end();
                if (cancelled) {
                    history.secondsInEpoch(history.secondsInEpoch() + (System.nanoTime() - start) * 1e-9);
                } else {
                    finishEpoch(state, measures, history, start);
                    listener.epoch(history.curve().get(history.epochs() - 1), measures);
                }
                boolean due = history.epochs() % checkpointEvery == 0 || history.epochs() == recipe.epochs();
                if (saved != null && (cancelled || due)) {
                    saved.save(device, state, history);
                }
            }
            return result(measures, history);
        } finally {
            steps.values().forEach(Step::close);
        }
    }

    private ExampleRule rule() {
        if (clip != null && clip.perLayer() && tracking.has(Tracking.Quantity.COSINE)) {
            throw new IllegalArgumentException("tracking '" + tracking.text() + "' with gradients clipped to "
                    + ClipSpec.text(clip) + ": cosine cannot be had while each layer is clipped by itself; clip by the"
                    + " norm over all parameters, or leave cosine out");
        }
        if (privacy == null) {
            return new ExampleRule(clip, null);
        }
        if (!tracking.isNone()) {
            throw new IllegalArgumentException("private training does not go together with tracking '" + tracking.text()
                    + "', which writes down numbers of single examples without noise");
        }
        if (clip != null) {
            throw new IllegalArgumentException("gradients clipped to " + ClipSpec.text(clip) + " and private training "
                    + privacy.text() + ", which clips by itself: one of them is allowed");
        }
        return new ExampleRule(privacy.clip(), privacy.run(parts.train().size(), recipe));
    }

    /** Runs the rest of an epoch; false if it was cancelled before its end. */
    private boolean epoch(
            TrainingState state, Map<StepKind, Step> steps, Safeguard guard, int epoch, Listener listener) {
        int n = state.sampling().places();
        int cursor = state.clock().save()[ClockState.CURSOR];
        state.shuffle();
        state.tracks(tracking.due(epoch));
        while (cursor < n) {
            if (listener.cancelled()) {
                return false;
            }
            int batch = state.batchAt(cursor);
            StepKind kind = new StepKind(batch, tracking.due(epoch));
            Step step = steps.get(kind);
            if (step == null) {
                steps.put(kind, device.capture(() -> state.step(batch)));
            } else {
                step.replay();
            }
            cursor += batch;
            guard.step();
            listener.step(epoch, cursor, n);
        }
        return true;
    }

    private void finishEpoch(TrainingState state, Measures measures, History history, long start) {
        state.clock().nextEpoch();
        double trainLoss = state.sampling().meanLoss(state.ledger().takeLossSum(), history.epochs());
        int epoch = history.epochs() + 1;
        measures.track(epoch);
        if (tracking.due(epoch)) {
            history.tracked().add(epoch, measures.tracked());
        }
        double seconds = history.secondsInEpoch() + (System.nanoTime() - start) * 1e-9;
        EpochRecord record = epoch % measureEvery == 0 || epoch == recipe.epochs()
                ? measures.epoch(epoch, trainLoss, seconds)
                : measures.unmeasured(epoch, trainLoss, seconds);
        state.method().afterEpoch(measures);
        if (history.add(record)) {
            history.keepBest(
                    device.floats(state.parameters().values()),
                    state.parameters().buffers() == null
                            ? new float[0]
                            : device.floats(state.parameters().buffers()));
        }
    }

    private RunResult result(Measures measures, History history) {
        LedgerTable table = measures.ledger();
        EpochRecord last = history.epochs() == 0 ? null : history.curve().get(history.epochs() - 1);
        Agreement agreement = Agreement.of(table.prediction(), table.given(), table.trueLabel());
        double testLast = last == null ? Double.NaN : last.testAccuracy();
        return new RunResult(
                recipe.loss(),
                recipe.model(),
                history.epochs(),
                history.best() == null ? testLast : history.best().testAccuracy(),
                testLast,
                agreement.clean(),
                agreement.memorized(),
                agreement.recovered(),
                history.seconds(),
                history.curve(),
                table,
                measures.table(history.tracked()));
    }
}
