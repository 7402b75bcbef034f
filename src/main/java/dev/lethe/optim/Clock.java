package dev.lethe.optim;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.cpu.ClockKernels;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What changes from step to step, in device memory: step, epoch, batch cursor, seed, and the values of schedules.
 *
 * <p>A training step ends with {@link #advance}, which can be captured. Channels are declared, then {@link #start} is
 * called once the length of training is known.
 */
public final class Clock {
    /** Most channels of a clock. */
    public static final int CHANNELS = 64;

    static final Kernel ADVANCE = Kernel.of("clock_advance", ClockKernels::advance);
    static final Kernel NEXT_EPOCH = Kernel.of("clock_next_epoch", ClockKernels::nextEpoch);

    private final Device device;
    private final Arena arena;
    private final Tensor state;
    private final Tensor values;
    private final Map<String, Schedule> channels = new LinkedHashMap<>();
    private Tensor table;
    private int steps;

    /**
     * A clock at step 0.
     *
     * @param data where its state and the table of values are kept
     * @param seed of all that is drawn on the device
     */
    public Clock(Device device, Arena data, long seed) {
        this.device = device;
        this.arena = data;
        state = data.ints(ClockState.LENGTH);
        values = data.floats(CHANNELS);
        int[] initial = new int[ClockState.LENGTH];
        initial[ClockState.SEED_LOW] = (int) seed;
        initial[ClockState.SEED_HIGH] = (int) (seed >>> 32);
        device.upload(initial, state);
        device.upload(new float[CHANNELS], values);
    }

    /** I32, see {@link ClockState}. */
    public Tensor state() {
        return state;
    }

    /**
     * A value that follows {@code schedule}, for kernels to read. It is 0 until {@link #start}.
     *
     * @return F32 (1)
     * @throws IllegalStateException if the clock was started, or has no channel left
     * @throws IllegalArgumentException if there is one of this name
     */
    public Tensor channel(String name, Schedule schedule) {
        if (table != null) {
            throw new IllegalStateException("channel '" + name + "' was declared after the clock was started");
        }
        if (channels.size() == CHANNELS) {
            throw new IllegalStateException("channel '" + name + "': all " + CHANNELS + " of the clock are taken");
        }
        if (channels.putIfAbsent(name, schedule) != null) {
            throw new IllegalArgumentException("the clock has a channel '" + name + "' already: " + channels.keySet());
        }
        return values.view(channels.size() - 1L, Shape.of(1));
    }

    /**
     * Evaluates the schedules for steps 0 to {@code steps} - 1, and sets the values of the present step. Later steps
     * keep the last values.
     *
     * @throws IllegalStateException if it was started before
     */
    public void start(int steps) {
        if (table != null) {
            throw new IllegalStateException("the clock was started for " + this.steps + " steps already");
        }
        if (steps <= 0) {
            throw new IllegalArgumentException("a clock for " + steps + " steps; at least 1 is needed");
        }
        float[] rows = new float[Math.multiplyExact(Math.max(1, channels.size()), steps)];
        int at = 0;
        for (Map.Entry<String, Schedule> channel : channels.entrySet()) {
            for (int s = 0; s < steps; s++) {
                float value = (float) channel.getValue().at(s);
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "the schedule of channel '" + channel.getKey() + "' is " + value + " at step " + s);
                }
                rows[at++] = value;
            }
        }
        this.steps = steps;
        table = arena.floats(rows.length);
        device.upload(rows, table);
        move(0, 0);
    }

    /**
     * Ends a step: step + 1, cursor + {@code batch}, and the values of the schedules at the new step.
     *
     * @throws IllegalStateException if the clock was not started
     */
    public void advance(int batch) {
        if (table == null) {
            throw new IllegalStateException("the clock was not started: call start(steps) once channels are declared");
        }
        move(1, batch);
    }

    private void move(int by, int batch) {
        device.launch(ADVANCE)
                .out(state)
                .out(values)
                .in(table)
                .i32(channels.size())
                .i32(steps)
                .i32(by)
                .i32(batch)
                .each(Math.max(1, channels.size()));
    }

    /** Ends an epoch: epoch + 1, cursor 0. */
    public void nextEpoch() {
        device.launch(NEXT_EPOCH).out(state).each(1);
    }

    /** The state, to be kept in a checkpoint. */
    public int[] save() {
        return device.ints(state);
    }

    /** Takes up a state that was saved, before or after {@link #start}. */
    public void restore(int[] saved) {
        if (saved.length != ClockState.LENGTH || saved[ClockState.STEP] < 0) {
            throw new IllegalArgumentException("a clock state has " + ClockState.LENGTH
                    + " numbers, the first not negative: " + java.util.Arrays.toString(saved));
        }
        device.upload(saved, state);
        if (table != null) {
            move(0, 0);
        }
    }
}
