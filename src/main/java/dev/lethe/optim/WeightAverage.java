package dev.lethe.optim;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.Optimisers;
import dev.lethe.nn.Parameters;
import dev.lethe.op.Copy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Exponential moving average of a model: average = decay average + (1 - decay) values (Polyak and Juditsky, 1992;
 * Tarvainen and Valpola, 2017, arXiv 1703.01780).
 *
 * <p>It begins as a copy of the values. {@link #inPlace} puts the average in their place for an evaluation.
 */
public final class WeightAverage {
    static final Kernel UPDATE = Kernel.of("weight_average", Optimisers::average);
    static final Kernel SWAP = Kernel.of("swap", Optimisers::swap);

    private final Device device;
    private final Parameters parameters;
    private final Tensor decay;
    private final Tensor values;
    private final Tensor buffers;
    private boolean swapped;

    /**
     * Takes the channel {@code average_decay} of a clock that is not started yet.
     *
     * @param arena where the average is kept
     * @param decay from 0 to 1 at each step
     * @param withBuffers whether buffers, such as running statistics, are averaged too; otherwise they stay those of
     *     the model
     */
    public WeightAverage(
            Device device, Arena arena, Parameters parameters, Clock clock, Schedule decay, boolean withBuffers) {
        this.device = device;
        this.parameters = parameters;
        this.decay = clock.channel("average_decay", step -> {
            double d = decay.at(step);
            return Binding.require("weight average", "decay at step " + step, d, 0, 1);
        });
        this.values = copy(arena, parameters.values());
        this.buffers = withBuffers && parameters.buffers() != null ? copy(arena, parameters.buffers()) : null;
    }

    private Tensor copy(Arena arena, Tensor from) {
        Tensor to = arena.tensor(DType.F32, from.shape());
        device.launch(Copy.KERNEL).in(from).out(to).i32(from.count()).each(from.size());
        return to;
    }

    /**
     * Takes in the present values, after an optimiser step; may be captured.
     *
     * @throws IllegalStateException while the average is in place of the values
     */
    public void update() {
        requireOwnPlaces();
        update(parameters.values(), values);
        if (buffers != null) {
            update(parameters.buffers(), buffers);
        }
    }

    private void update(Tensor from, Tensor average) {
        device.launch(UPDATE).in(from).in(decay).out(average).i32(from.count()).each(from.size());
    }

    /**
     * Runs {@code evaluation} with the average in place of the values, and puts both back; may be captured as a whole,
     * alone or as a part of a step. A captured step that trains must not be replayed in it.
     *
     * @throws IllegalStateException if the average is in place of the values already
     */
    public void inPlace(Runnable evaluation) {
        requireOwnPlaces();
        exchange();
        swapped = true;
        try {
            evaluation.run();
        } finally {
            exchange();
            swapped = false;
        }
    }

    private void requireOwnPlaces() {
        if (swapped) {
            throw new IllegalStateException("the average is in place of the values, until the evaluation has ended");
        }
    }

    private void exchange() {
        swap(parameters.values(), values);
        if (buffers != null) {
            swap(parameters.buffers(), buffers);
        }
    }

    private void swap(Tensor x, Tensor y) {
        device.launch(SWAP).out(x).out(y).i32(x.count()).each(x.size());
    }

    /**
     * What it keeps between steps, by name.
     *
     * @throws IllegalStateException while the average is in place of the values
     */
    public Map<String, Tensor> state() {
        requireOwnPlaces();
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("average", values);
        if (buffers != null) {
            all.put("average_buffers", buffers);
        }
        return all;
    }
}
