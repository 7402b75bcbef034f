package dev.lethe.optim;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/** What an optimiser was made for: where it runs, what it changes, by which clock, and how gradients are clipped. */
record Binding(Device device, Arena arena, Parameters parameters, Clock clock, Clipping clipping) {

    /** Zeros in the layout of the values. */
    Tensor zeros() {
        Tensor t = arena.tensor(DType.F32, parameters.values().shape());
        device.launch(Backward.FILL).out(t).f32(0).i32(t.count()).each(t.size());
        return t;
    }

    /**
     * Checks that a step may be made, measures the gradient if it is clipped, and says what is to be updated.
     *
     * @param decay of the weights; without it there is nothing to tell apart, and neighbouring ranges are one launch
     */
    List<Parameters.Range> begin(String who, Parameters given, Clock by, float decay) {
        if (given != parameters || by != clock) {
            throw new IllegalArgumentException(who + " was made for other parameters or another clock");
        }
        if (!parameters.ready()) {
            throw new IllegalStateException(who + " has no gradients: run a backward pass before each step");
        }
        if (clipping != null) {
            clipping.measure();
        }
        return decay == 0 ? joined(parameters.trainable()) : parameters.trainable();
    }

    private static List<Parameters.Range> joined(List<Parameters.Range> ranges) {
        List<Parameters.Range> joined = new ArrayList<>();
        for (Parameters.Range r : ranges) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).to() == r.from()) {
                joined.set(last, new Parameters.Range(joined.get(last).from(), r.to(), false));
            } else {
                joined.add(r);
            }
        }
        return joined;
    }

    /** Factor of the gradients, F32 (1); null for 1. */
    Tensor scale() {
        return clipping == null ? null : clipping.factor();
    }

    /** The end of a description. */
    String clipped() {
        return clipping == null ? "" : " clip=" + clipping.limit();
    }

    static double require(String who, String what, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(
                    who + ": " + what + " is " + value + "; it must be from " + low + " to " + high);
        }
        return value;
    }
}
