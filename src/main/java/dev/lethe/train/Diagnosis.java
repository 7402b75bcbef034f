package dev.lethe.train;

import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.nn.Parameters;
import java.util.Map;

/**
 * Finds the step in which training first met a value that is not finite, and where in the step.
 *
 * <p>Training gives the same bits each time, so steps are done again from a copy of the state until the loss, a weight, a
 * buffer or a number of the optimiser is not finite. A value that was lost again within a step, as ReLU turns NaN into 0,
 * is not looked for.
 */
final class Diagnosis {
    private final Device device;
    private final TrainingState state;
    private final Parts parts;
    private final Snapshot start;

    /**
     * What was the first not to be finite.
     *
     * @param where as {@link DivergedException#where}
     * @param layer as {@link DivergedException#layer}
     * @param value what it is, and in which example
     */
    record Cause(String where, String layer, String value) {
        String text() {
            return where + (where.contains(",") ? ", is " : " is ") + value;
        }
    }

    Diagnosis(Device device, TrainingState state, Parts parts, Snapshot start) {
        this.device = device;
        this.state = state;
        this.parts = parts;
        this.start = start;
    }

    /**
     * Brings the state back to the beginning of the first step after which something is not finite.
     *
     * @param steps done since the copy was taken
     * @return which of them it is, from 1; 0 if the copy is not finite itself; -1 if all that was done again is finite
     */
    int rewind(int steps) {
        start.restore();
        if (!isFinite()) {
            return 0;
        }
        for (int i = 1; i <= steps; i++) {
            state.step(batch());
            if (!isFinite()) {
                start.restore();
                for (int j = 1; j < i; j++) {
                    state.step(batch());
                }
                return i;
            }
        }
        start.restore();
        return -1;
    }

    /** Whether loss, weights, buffers and the optimiser's numbers are. */
    boolean isFinite() {
        return Double.isFinite(state.ledger().lossSum()) && lasting() == null;
    }

    /** Does the next step under watch, and says what in it is the first not to be finite. */
    Cause watch() {
        int n = batch();
        int cursor = state.clock().save()[ClockState.CURSOR];
        FirstNotFinite first = new FirstNotFinite(device, state.parameters().named(), n);
        state.step(n, first);
        FirstNotFinite.Finding found = first.finding();
        if (found == null) {
            return present();
        }
        String example = "";
        if (found.row() >= 0) {
            int row = device.ints(state.sampling().order())[cursor + found.row()];
            example = " for example " + parts.train().index(row) + " with given label "
                    + parts.train().labels()[row];
        }
        return new Cause(found.where(), found.layer(), found.value() + example);
    }

    private int batch() {
        return state.batchAt(state.clock().save()[ClockState.CURSOR]);
    }

    /** What is not finite between steps. */
    Cause present() {
        Cause lasting = lasting();
        return lasting != null
                ? lasting
                : new Cause(
                        "the sum of the losses",
                        "",
                        String.valueOf(state.ledger().lossSum()));
    }

    /** What is not finite of weights, buffers and the optimiser's numbers; null if all are. */
    private Cause lasting() {
        Parameters parameters = state.parameters();
        Cause cause = first("the new value", parameters.values(), parameters.values());
        if (cause == null && parameters.buffers() != null) {
            cause = first("the new value", parameters.buffers(), parameters.buffers());
        }
        for (Map.Entry<String, Tensor> e : state.tensors().entrySet()) {
            String name = e.getKey();
            if (cause == null && name.startsWith("optimizer.")) {
                String what = "the optimizer's " + name.substring(name.indexOf('.') + 1);
                cause = first(what, e.getValue(), parameters.values());
            }
        }
        return cause;
    }

    /** @param flat the parameters or buffers that {@code t} is laid out like */
    private Cause first(String what, Tensor t, Tensor flat) {
        float[] values = device.floats(t);
        int at = FirstNotFinite.first(values);
        if (at < 0) {
            return null;
        }
        String path = path(flat, at);
        String layer = path.substring(0, Math.max(0, path.lastIndexOf('.')));
        return new Cause(what + " of " + path, layer, String.valueOf(values[at]));
    }

    /** The parameter or buffer that holds element {@code at} of the flat vector; the optimiser keeps the same layout. */
    private String path(Tensor flat, int at) {
        String path = "";
        for (Map.Entry<String, Tensor> e : state.parameters().named().entrySet()) {
            Tensor t = e.getValue();
            long from = t.offset() - flat.offset();
            if (t.arena() == flat.arena() && t.serial() == flat.serial() && from <= at && at < from + t.size()) {
                path = e.getKey();
            }
        }
        return path;
    }
}
