package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.cpu.Batches;
import dev.lethe.loss.Loss;
import dev.lethe.loss.Targets;
import dev.lethe.loss.Tracked;
import dev.lethe.nn.Module;
import dev.lethe.nn.Parameters;
import dev.lethe.op.Softmax;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a model over a whole data set in evaluation mode, without augmentation. */
final class Evaluator implements AutoCloseable {
    static final Kernel ARGMAX = Kernel.of("argmax_rows", Batches::argmaxRows);
    private static final int BATCH = 250;

    private final Device device;
    private final Module model;
    private final Arena arena;

    Evaluator(Device device, Module model) {
        this.device = device;
        this.model = model;
        this.arena = device.arena("evaluation", Arena.UNLIMITED);
    }

    /** The class of the largest output for each example. */
    int[] predict(Resident data) {
        int[] all = new int[data.size()];
        for (int from = 0; from < all.length; from += BATCH) {
            int n = Math.min(BATCH, all.length - from);
            arena.reset();
            Pass pass = Pass.evaluation(device, arena);
            Tensor outputs =
                    model.forward(pass, data.range(pass, from, from + n).x());
            Tensor prediction = pass.ints(n);
            pass.launch(ARGMAX)
                    .in(outputs)
                    .out(prediction)
                    .i32(n)
                    .i32(outputs.columns())
                    .rows(n, outputs.columns());
            System.arraycopy(device.ints(prediction), 0, all, from, n);
        }
        return all;
    }

    /** Probabilities of the classes, (examples, classes). */
    float[][] probabilities(Resident data) {
        float[][] all = new float[data.size()][];
        for (int from = 0; from < all.length; from += BATCH) {
            int n = Math.min(BATCH, all.length - from);
            arena.reset();
            Pass pass = Pass.evaluation(device, arena);
            Tensor outputs =
                    model.forward(pass, data.range(pass, from, from + n).x());
            float[] p = device.floats(Softmax.softmax(pass, outputs));
            int k = p.length / n;
            for (int i = 0; i < n; i++) {
                all[from + i] = Arrays.copyOfRange(p, i * k, (i + 1) * k);
            }
        }
        return all;
    }

    /** Brings the values and predictions of the ledger up to date, and returns the predictions. */
    int[] account(Resident data, Loss loss, Ledger ledger) {
        for (int from = 0; from < data.size(); from += BATCH) {
            int n = Math.min(BATCH, data.size() - from);
            arena.reset();
            Pass pass = Pass.evaluation(device, arena);
            Resident.Batch batch = data.range(pass, from, from + n);
            Tensor outputs = model.forward(pass, batch.x());
            Tracked tracked = Tracked.in(arena, n);
            loss.losses(pass, outputs, Targets.hard(batch.labels()).withIndex(batch.index()), tracked);
            ledger.scatter(pass, tracked, batch.index());
        }
        return ledger.predictions();
    }

    /**
     * Notes the norm of each example's gradient. Gradients of {@code parameters} are lost; what the loss remembers of
     * examples is as before.
     *
     * @param clock its state, for losses that depend on the epoch
     */
    void norms(Resident data, Loss loss, Parameters parameters, Tensor clock, EpochTable into) {
        Map<Tensor, float[]> memory = new LinkedHashMap<>();
        loss.state().values().forEach(t -> memory.put(t, device.floats(t)));
        for (int from = 0; from < data.size(); from += BATCH) {
            int n = Math.min(BATCH, data.size() - from);
            arena.reset();
            Pass pass = Pass.recording(device, arena, clock, Pass.Switches.EVALUATION, parameters);
            Resident.Batch batch = data.range(pass, from, from + n);
            Tensor outputs = model.forward(pass, batch.x());
            Targets targets = Targets.hard(batch.labels()).withIndex(batch.index());
            PerExample each = PerExample.of(n).withNorms();
            pass.backward(loss.losses(pass, outputs, targets, null), null, each);
            parameters.applied();
            into.record(pass, Tracking.Quantity.GRAND, each.norms(), batch.index());
        }
        memory.forEach((t, values) -> device.upload(values, t));
    }

    @Override
    public void close() {
        arena.close();
    }
}
