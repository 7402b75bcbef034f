package dev.lethe.study.early;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.EarlyLearning;
import dev.lethe.loss.Targets;
import dev.lethe.op.Softmax;

/** What gradient descent makes small on the whole training set; may keep targets from step to step. */
@FunctionalInterface
interface Objective {
    /** The loss of each example, F32 (n), of outputs F32 (n, 2). */
    Tensor losses(Pass pass, Tensor outputs);

    /** Makes an objective for given labels. */
    @FunctionalInterface
    interface Kind {
        Objective make(Device device, Arena data, int[] given);
    }

    /** Cross-entropy. */
    static Kind crossEntropy() {
        return (device, data, given) -> {
            Tensor labels = labels(device, data, given);
            return (pass, outputs) -> new CrossEntropy(0).losses(pass, outputs, Targets.hard(labels), null);
        };
    }

    /** Cross-entropy + lambda ln(1 - t.p): the loss that trains deep networks, with its table of targets. */
    static Kind earlyLearning(double lambda, double beta) {
        return (device, data, given) -> {
            int[] rows = new int[given.length];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i;
            }
            Tensor index = data.ints(rows.length);
            device.upload(rows, index);
            Targets targets = Targets.hard(labels(device, data, given)).withIndex(index);
            EarlyLearning loss = EarlyLearning.of(device, data, given.length, 2, lambda, beta);
            return (pass, outputs) -> loss.losses(pass, outputs, targets, null);
        };
    }

    /**
     * Cross-entropy - lambda t.ln p with the same targets t: the control that pulls towards them by a divergence, and
     * memorizes nevertheless.
     */
    static Kind divergence(double lambda, double beta) {
        return (device, data, given) -> {
            float[] oneHot = new float[2 * given.length];
            for (int i = 0; i < given.length; i++) {
                oneHot[2 * i + given[i]] = 1;
            }
            Shape shape = Shape.of(given.length, 2);
            Tensor labels = data.tensor(DType.F32, shape);
            Tensor targets = data.tensor(DType.F32, shape);
            Tensor pull = data.tensor(DType.F32, shape);
            device.upload(oneHot, labels);
            device.upload(new float[oneHot.length], targets);
            device.upload(new float[oneHot.length], pull);
            return (pass, outputs) -> {
                Pass aside = Pass.evaluation(device, pass.arena());
                Tensor p = Softmax.softmax(aside, outputs);
                add(device, 1 - beta, p, beta, targets);
                add(device, 1, labels, 0, pull);
                add(device, lambda, targets, 1, pull);
                return new CrossEntropy(0).losses(pass, outputs, Targets.soft(pull), null);
            };
        };
    }

    /** y = alpha x + beta y. */
    private static void add(Device device, double alpha, Tensor x, double beta, Tensor y) {
        device.launch(Backward.AXPBY)
                .in(x)
                .f32((float) alpha)
                .out(y)
                .f32((float) beta)
                .i32(x.count())
                .each(x.size());
    }

    private static Tensor labels(Device device, Arena data, int[] given) {
        Tensor labels = data.ints(given.length);
        device.upload(given, labels);
        return labels;
    }
}
