package dev.lethe.train;

import dev.lethe.data.HostTensor;
import java.nio.file.Path;
import java.util.Map;

/**
 * Training has come upon NaN or infinity and was stopped.
 *
 * <p>It says in which step and where in it, and carries the last good weights: those that the step began with.
 */
public final class DivergedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final long step;
    private final int epoch;
    private final String where;
    private final String layer;
    private final transient Map<String, HostTensor> weights;
    private final transient Path saved;

    DivergedException(
            String message, long step, int epoch, Diagnosis.Cause cause, Map<String, HostTensor> weights, Path saved) {
        super(message);
        this.step = step;
        this.epoch = epoch;
        this.where = cause.where();
        this.layer = cause.layer();
        this.weights = weights;
        this.saved = saved;
    }

    /** The step, from 1, counted from the beginning of training; -1 where it could not be told. */
    public long step() {
        return step;
    }

    /** The epoch, from 1. */
    public int epoch() {
        return epoch;
    }

    /**
     * What was the first not to be finite, such as {@code the output of Conv2d, layer features.3 (features.3.weight)};
     * where it could not be told, why.
     */
    public String where() {
        return where;
    }

    /** Path of the layer, such as {@code features.3}, or of the nearest before it; empty if it is before any, or unknown. */
    public String layer() {
        return layer;
    }

    /** Parameters and buffers by path as they were before the step; empty where there are none. */
    public Map<String, HostTensor> weights() {
        return weights;
    }

    /** The checkpoint of the state before the step; null if training was to save none, or there are no good weights. */
    public Path saved() {
        return saved;
    }
}
