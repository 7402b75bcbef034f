package dev.lethe.bench.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.EarlyLearning;
import dev.lethe.loss.Loss;
import dev.lethe.loss.Targets;
import dev.lethe.loss.Tracked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A fused loss: losses of the rows and the gradient of their mean by the logits, over several sets of inputs in turn so
 * that the cache of the GPU does not hold them. Early-learning regularization also keeps its table and tracks values.
 */
final class LossRow extends DeviceRow {
    static final double LAMBDA = 3;
    static final double BETA = 0.7;

    private final List<Inputs> sets = new ArrayList<>();
    private final boolean early;

    /** One set. */
    private record Inputs(Tensor logits, Targets targets, Loss loss, Tensor table) {}

    LossRow(Device device, JsonNode size, boolean early) {
        super(device);
        this.early = early;
        int rows = size.get("rows").asInt();
        int classes = size.get("classes").asInt();
        for (int i = 0; i < size.get("sets").asInt(); i++) {
            sets.add(inputs(rows, classes));
        }
        variant("eager", sets.size(), this::all);
        captured("graph", sets.size(), 1, this::all);
        if (sets.size() == 1) {
            captured("graph-16", 1, 16, this::all);
        }
    }

    private Inputs inputs(int rows, int classes) {
        Tensor logits = Numbers.normal(device, data.floats(rows, classes));
        Targets targets = Targets.hard(Numbers.labels(device, data.ints(rows), classes));
        if (!early) {
            return new Inputs(logits, targets, new CrossEntropy(0), null);
        }
        Tensor index = data.ints(rows);
        int[] order = new int[rows];
        // Neighbours in the batch are not neighbours in the table; 7919 is prime to the sizes in use.
        Arrays.setAll(order, i -> (int) (i * 7919L % rows));
        device.upload(order, index);
        Tensor table = data.floats(rows, classes);
        float[] uniform = new float[table.count()];
        Arrays.fill(uniform, 0.5f / classes);
        device.upload(uniform, table);
        return new Inputs(logits, targets.withIndex(index), new EarlyLearning(table, LAMBDA, BETA, true), table);
    }

    private void all() {
        step.reset();
        sets.forEach(this::one);
    }

    /** Losses, gradient, and what was tracked or null. */
    private record Results(Tensor losses, Tensor gradient, Tracked tracked) {}

    private Results one(Inputs in) {
        Pass pass = Pass.training(device, step, null);
        pass.watch(in.logits);
        Tracked tracked = early ? Tracked.in(step, in.logits.rows()) : null;
        Tensor losses = in.loss.losses(pass, in.logits, in.targets, tracked);
        Backward back = pass.backward(losses);
        return new Results(losses, back.gradient(in.logits), tracked);
    }

    @Override
    void dump(Dump to) throws IOException {
        Inputs in = sets.get(0);
        to.put("x", in.logits);
        to.put("labels", in.targets.hard());
        if (early) {
            to.put("index", in.targets.index());
            to.put("before", in.table);
        }
        step.reset();
        Results r = one(in);
        to.put("losses", r.losses);
        to.put("gradient", r.gradient);
        if (early) {
            to.put("after", in.table);
            to.put("tracked", r.tracked.values());
            to.put("prediction", r.tracked.prediction());
        }
    }
}
