package dev.lethe.influence;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.autograd.Projection;
import dev.lethe.autograd.Scratch;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameters;
import dev.lethe.op.Affine;
import dev.lethe.op.Copy;
import dev.lethe.op.Softmax;
import dev.lethe.train.Resident;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A network at fixed weights in evaluation mode, asked for gradients of single examples. */
public final class FixedNetwork implements AutoCloseable {
    /** Examples of one backward pass. */
    static final int BATCH = 250;

    private static final Scratch ROWS = new Scratch(64 << 20, false);

    private final Device device;
    private final Module network;
    private final Parameters parameters;
    private final Arena step;

    /**
     * @param network a network of its own: it is given memory here
     * @throws IllegalStateException if it belongs to other parameters already
     */
    public FixedNetwork(Device device, Module network) {
        this.device = device;
        this.network = network;
        parameters = Parameters.of(device, network, 0);
        step = device.arena("influence", Arena.UNLIMITED);
    }

    /**
     * Takes other weights.
     *
     * @throws IllegalArgumentException if they are not exactly those that the network has
     */
    public void load(Weights weights) {
        Map<String, Tensor> own = parameters.named();
        if (!own.keySet().equals(weights.values().keySet())) {
            throw new IllegalArgumentException("weights of epoch " + weights.epoch() + " are of "
                    + weights.values().keySet() + ", the network has " + own.keySet());
        }
        own.forEach((name, t) -> {
            float[] values = weights.values().get(name);
            if (values.length != t.size()) {
                throw new IllegalArgumentException("weights of epoch " + weights.epoch() + ": '" + name + "' has "
                        + values.length + " values, the network has " + t);
            }
            device.upload(values, t);
        });
    }

    Device device() {
        return device;
    }

    Parameters parameters() {
        return parameters;
    }

    /** A batch that has been computed. */
    private interface Computed {
        void take(Pass pass, Resident.Batch batch, Tensor logits, int from, int to);
    }

    private void each(Examples examples, int from, int to, Computed then) {
        for (int at = from; at < to; at += BATCH) {
            int end = Math.min(to, at + BATCH);
            step.reset();
            parameters.applied();
            Pass pass = Pass.recording(device, step, null, Pass.Switches.EVALUATION, parameters);
            Resident.Batch batch = examples.batch(pass, at, end);
            Tensor logits = network.forward(pass, batch.x());
            if (logits.columns() != examples.classes() || logits.rows() != end - at) {
                throw new IllegalArgumentException("outputs " + logits + " for " + (end - at) + " examples of "
                        + examples.classes() + " classes: influence needs one output for each class");
            }
            then.take(pass, batch, logits, at, end);
        }
    }

    /** Norm of the gradient of each example's loss. */
    public float[] norms(Examples examples) {
        float[] all = new float[examples.size()];
        each(examples, 0, all.length, (pass, batch, logits, from, to) -> {
            PerExample asked = PerExample.of(to - from).withNorms();
            Output.LOSS.differentiate(pass, logits, examples, from, batch, asked);
            System.arraycopy(device.floats(asked.norms()), 0, all, from, to - from);
        });
        return all;
    }

    /**
     * Random projections of the gradients.
     *
     * @param into F32 (examples, size of the projection)
     */
    public void project(Examples examples, Output output, Projection projection, Tensor into) {
        each(examples, 0, examples.size(), (pass, batch, logits, from, to) -> {
            PerExample asked = PerExample.of(to - from).project(projection, into.slice(from, to));
            output.differentiate(pass, logits, examples, from, batch, asked);
        });
    }

    /**
     * Gradients themselves of the examples of one batch, from {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param to at most {@link #BATCH} after {@code from}
     * @param consumer is told positions in the batch
     */
    void rows(Examples examples, int from, int to, PerExample.RowsConsumer consumer) {
        each(examples, from, to, (pass, batch, logits, at, end) -> {
            PerExample asked = PerExample.of(end - at).within(ROWS).rows(consumer);
            Output.LOSS.differentiate(pass, logits, examples, at, batch, asked);
        });
    }

    /**
     * Gradient of the mean loss of all examples.
     *
     * @param into F32, in the layout of the values of the parameters
     */
    void meanGradient(Examples examples, Tensor into) {
        each(examples, 0, examples.size(), (pass, batch, logits, from, to) -> {
            Output.LOSS.differentiate(pass, logits, examples, from, batch, null);
            Tensor g = parameters.gradients();
            pass.launch(Backward.AXPBY)
                    .in(g)
                    .f32((float) (to - from) / examples.size())
                    .out(into)
                    .f32(from == 0 ? 0 : 1)
                    .i32(g.count())
                    .each(g.size());
        });
    }

    /**
     * Inner product of the gradient of each example's loss with one direction.
     *
     * @param direction F32, in the layout of the values of the parameters
     */
    float[] dots(Examples examples, Tensor direction) {
        float[] all = new float[examples.size()];
        long start = parameters.values().offset();
        each(examples, 0, all.length, (pass, batch, logits, from, to) -> {
            Tensor into = pass.floats(to - from);
            PerExample asked = PerExample.of(to - from).dots(p -> direction.view(p.offset() - start, p.shape()), into);
            Output.LOSS.differentiate(pass, logits, examples, from, batch, asked);
            System.arraycopy(device.floats(into), 0, all, from, to - from);
        });
        return all;
    }

    /** 1 - p for each example, with p the probability of its label. */
    double[] doubts(Examples examples) {
        double[] all = new double[examples.size()];
        logits(examples, (i, z) -> {
            double most = z[0];
            for (float v : z) {
                most = Math.max(most, v);
            }
            double own = 0;
            double others = 0;
            for (int c = 0; c < z.length; c++) {
                double e = StrictMath.exp(z[c] - most);
                own += c == examples.label(i) ? e : 0;
                others += c == examples.label(i) ? 0 : e;
            }
            all[i] = others / (own + others);
        });
        return all;
    }

    /** Class of the largest output for each example, the first of equals. */
    int[] predictions(Examples examples) {
        int[] all = new int[examples.size()];
        logits(examples, (i, z) -> {
            for (int c = 1; c < z.length; c++) {
                all[i] = z[c] > z[all[i]] ? c : all[i];
            }
        });
        return all;
    }

    /** Takes the outputs for one example. */
    private interface Logits {
        void of(int example, float[] z);
    }

    private void logits(Examples examples, Logits taker) {
        int k = examples.classes();
        each(examples, 0, examples.size(), (pass, batch, logits, from, to) -> {
            float[] z = device.floats(logits);
            for (int i = from; i < to; i++) {
                taker.of(i, Arrays.copyOfRange(z, (i - from) * k, (i - from + 1) * k));
            }
        });
    }

    /**
     * The two factors of the gradients of the last layer's weights.
     *
     * @param inputs F32 (examples, in): what the layer was given
     * @param gradients F32 (examples, classes): of the losses by its outputs
     * @param bias whether it has a bias, whose inputs are 1
     */
    record LastLayer(Tensor inputs, Tensor gradients, boolean bias) {}

    /**
     * Both factors for each example, in tensors of {@code data}.
     *
     * @throws IllegalArgumentException naming the last operation, if it is no linear layer
     */
    LastLayer lastLayer(Examples examples, Arena data) {
        Tensor gradients = data.floats(examples.size(), examples.classes());
        LastLayer[] found = new LastLayer[1];
        each(examples, 0, examples.size(), (pass, batch, logits, from, to) -> {
            Affine last = last(pass, logits, to - from);
            if (found[0] == null) {
                Tensor room = data.floats(examples.size(), last.x().columns());
                found[0] = new LastLayer(room, gradients, last.b() != null);
            }
            copy(pass, last.x(), found[0].inputs().slice(from, to));
            Pass apart = Pass.evaluation(device, step);
            Tensor labels = apart.floats(to - from, examples.classes());
            device.upload(examples.atLabels(from, to, -1), labels);
            Tensor probabilities = Softmax.softmax(apart, logits);
            pass.launch(Backward.AXPBY)
                    .in(probabilities)
                    .f32(1)
                    .out(labels)
                    .f32(1)
                    .i32(labels.count())
                    .each(labels.size());
            copy(pass, labels, gradients.slice(from, to));
        });
        return found[0];
    }

    private static Affine last(Pass pass, Tensor logits, int examples) {
        List<Op> ops = pass.recorded();
        Op op = ops.get(ops.size() - 1);
        if (!(op instanceof Affine)
                || op.output().serial() != logits.serial()
                || ((Affine) op).x().rows() != examples) {
            throw new IllegalArgumentException(
                    "the network ends with " + op.getClass().getSimpleName()
                            + ": last-layer influence needs a linear layer at the end; take another method");
        }
        return (Affine) op;
    }

    private static void copy(Pass pass, Tensor from, Tensor to) {
        pass.launch(Copy.KERNEL).in(from).out(to).i32(from.count()).each(from.size());
    }

    @Override
    public void close() {
        step.close();
        parameters.close();
    }
}
