package dev.lethe.train;

import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.data.HostTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ends training that has met NaN or infinity, with the cause and the last good weights.
 *
 * <p>Nothing is added to a step. The state is copied to the host when an epoch begins; the sum of the losses, which stays
 * NaN or infinite once it is, is read every {@value #EVERY} steps and at the end of an epoch, weights at its end. A state
 * that is larger than the limit is not copied, and then the cause is not found.
 */
final class Safeguard {
    static final int EVERY = 256;
    static final String SUFFIX = "-last-good";

    private final Device device;
    private final Recipe recipe;
    private final TrainingState state;
    private final Checkpoint lastGood;
    private final Path path;
    private final long limit;
    private final Snapshot snapshot;
    private final Diagnosis diagnosis;
    private History history;
    private int steps;

    /** The most bytes of a copy: a quarter of what this JVM may use. */
    static long usualLimit() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /**
     * A guard of one run.
     *
     * @param path where the last good state is saved; null for nowhere
     * @param limit most bytes of a copy of the state
     */
    Safeguard(
            Device device,
            Recipe recipe,
            Parts parts,
            Normalisation normalisation,
            TrainingState state,
            Path path,
            long limit) {
        this.device = device;
        this.recipe = recipe;
        this.state = state;
        this.path = path;
        this.limit = limit;
        lastGood = path == null ? null : new Checkpoint(path, recipe, parts, normalisation);
        snapshot = new Snapshot(device, state);
        diagnosis = new Diagnosis(device, state, parts, snapshot);
    }

    /** Where the last good state of a run is saved whose checkpoints go to {@code checkpoint}; null for null. */
    static Path beside(Path checkpoint) {
        Path whole = checkpoint == null ? null : checkpoint.toAbsolutePath().normalize();
        return whole == null ? null : whole.resolveSibling(whole.getFileName() + SUFFIX);
    }

    /** Begins an epoch, or goes on with one that was interrupted. */
    void begin(History soFar) {
        history = soFar;
        steps = 0;
        if (snapshot.bytes() <= limit) {
            snapshot.take();
        }
    }

    /** A step was done. */
    void step() {
        if (++steps % EVERY == 0 && !Double.isFinite(state.ledger().lossSum())) {
            throw diverged();
        }
    }

    /** The epoch is at its end, or was interrupted. */
    void end() {
        if (!diagnosis.isFinite()) {
            throw diverged();
        }
    }

    private DivergedException diverged() {
        int epoch = history.epochs() + 1;
        if (snapshot.bytes() > limit) {
            String where = "where is unknown, since the state of training, " + snapshot.bytes()
                    + " bytes, is too large to be copied each epoch (" + limit
                    + " are allowed, a quarter of the memory that -Xmx gives)";
            return new DivergedException(
                    "training diverged in epoch " + epoch + ": " + where + ". " + advice(),
                    -1,
                    epoch,
                    new Diagnosis.Cause(where, "", ""),
                    Map.of(),
                    null);
        }
        int which = diagnosis.rewind(steps);
        int step = state.clock().save()[ClockState.STEP] + 1;
        String began = "training diverged in step " + step + ", in epoch " + epoch + ": ";
        if (which == 0) {
            Diagnosis.Cause cause = diagnosis.present();
            String text = began + "before it, " + cause.text() + ", so there are no good weights to go on from";
            return new DivergedException(text, step, epoch, cause, Map.of(), null);
        }
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        state.parameters().named().forEach((name, t) -> weights.put(name, HostTensor.of(device.floats(t), t.shape())));
        String saved = "";
        if (lastGood != null) {
            lastGood.save(device, state, history);
            saved = ". The state before this step is saved in " + path;
        }
        if (which < 0) {
            String where = "no value was found, since all were finite when the epoch was done again from its step "
                    + step + ": the device gave other bits than before";
            return new DivergedException(
                    "training diverged in epoch " + epoch + ": " + where + saved,
                    -1,
                    epoch,
                    new Diagnosis.Cause(where, "", ""),
                    weights,
                    path);
        }
        Diagnosis.Cause cause = diagnosis.watch();
        return new DivergedException(began + cause.text() + saved + ". " + advice(), step, epoch, cause, weights, path);
    }

    private String advice() {
        return "It may help to lower the rate (" + recipe.rate() + " with loss " + recipe.loss()
                + ") or to clip gradients (clip=1 in the optimizer's settings)";
    }
}
