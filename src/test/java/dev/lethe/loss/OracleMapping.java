package dev.lethe.loss;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.OracleCase.Values;
import dev.lethe.op.Affine;
import dev.lethe.op.LogSoftmax;
import dev.lethe.op.Multiply;
import dev.lethe.op.Permute;
import dev.lethe.op.Scale;
import dev.lethe.op.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** Which cases of the oracle are computations of ours, and how. Gradients of targets are none of them. */
final class OracleMapping {
    private OracleMapping() {}

    /** Null for a function that we do not have. */
    static OraclePlan plan(OracleCase c) {
        switch (c.op()) {
            case "softmax":
                return softmax(c, Softmax::softmax);
            case "log_softmax":
                return softmax(c, LogSoftmax::logSoftmax);
            case "softmin":
                return softmax(c, (pass, x) -> Softmax.softmax(pass, Scale.scale(pass, x, -1)));
            case "cross_entropy":
                return crossEntropy(c);
            case "linear_cross_entropy":
                return linearCrossEntropy(c);
            case "binary_cross_entropy_with_logits":
            case "multilabel_soft_margin_loss":
                return binary(c);
            case "logsigmoid":
                return logSigmoid(c);
            case "soft_margin_loss":
                return softMargin(c);
            case "mse_loss":
                return elements(
                        c,
                        new SquaredError(),
                        c.arg(1).data(),
                        null,
                        factor(c, c.arg(0).data().length));
            default:
                return null;
        }
    }

    private static OraclePlan softmax(OracleCase c, BiFunction<Pass, Tensor, Tensor> f) {
        Values x = c.arg(0).shape().length == 0 ? c.arg(0).reshape(1) : c.arg(0);
        int rank = x.shape().length;
        int axis = Math.floorMod(c.args().get(1).asInt(), rank);
        int[] last = classesLast(rank, axis);
        int[] back = new int[rank];
        for (int i = 0; i < rank; i++) {
            back[last[i]] = i;
        }
        OraclePlan.Graph graph = (pass, data, in) -> axis == rank - 1
                ? f.apply(pass, in[0])
                : Permute.permute(pass, f.apply(pass, Permute.permute(pass, in[0], last)), back);
        return new OraclePlan(List.of(x), List.of(0), graph, false, 1);
    }

    /** The order of axes that puts {@code axis} last. */
    private static int[] classesLast(int rank, int axis) {
        int[] order = new int[rank];
        for (int i = 0; i < rank - 1; i++) {
            order[i] = i < axis ? i : i + 1;
        }
        order[rank - 1] = axis;
        return order;
    }

    private static OraclePlan crossEntropy(OracleCase c) {
        return crossEntropy(c, List.of(c.arg(0)), List.of(0), c.arg(0).shape(), (pass, in) -> in[0]);
    }

    /** Logits (n, classes, ...) are an affine map of (n, in) by (classes, ..., in) and (classes, ...). */
    private static OraclePlan linearCrossEntropy(OracleCase c) {
        Values x = c.arg(0);
        Values w = c.arg(1);
        Values bias = c.option("linear_bias");
        int width = x.shape()[x.shape().length - 1];
        int[] logits = new int[w.shape().length];
        logits[0] = x.data().length / width;
        System.arraycopy(w.shape(), 0, logits, 1, logits.length - 1);
        List<Values> inputs =
                new ArrayList<>(List.of(x.reshape(logits[0], width), w.reshape(w.data().length / width, width)));
        List<Integer> leaves = new ArrayList<>(List.of(0, 1));
        if (bias != null) {
            inputs.add(bias.reshape(bias.data().length));
            leaves.add(c.gradients().size() - 1);
        }
        return crossEntropy(
                c,
                inputs,
                leaves,
                logits,
                (pass, in) -> Affine.affine(pass, in[0], in[1], in.length == 3 ? in[2] : null)
                        .reshape(logits));
    }

    private interface Logits {
        Tensor of(Pass pass, Tensor[] in);
    }

    private static OraclePlan crossEntropy(
            OracleCase c, List<Values> inputs, List<Integer> leaves, int[] shape, Logits logits) {
        int classes = shape.length == 1 ? shape[0] : shape[1];
        int rows = Arrays.stream(shape).reduce(1, (a, b) -> a * b) / classes;
        Values target = c.arg(c.args().size() - 1);
        Values weight = c.option("weight");
        float[] weights = new float[rows];
        int[] hard = new int[rows];
        float[] soft = new float[rows * classes];
        Arrays.fill(weights, 1);
        if (target.integer()) {
            int ignored = c.options().path("ignore_index").asInt(-100);
            for (int i = 0; i < rows; i++) {
                hard[i] = (int) target.data()[i];
                if (hard[i] == ignored) {
                    hard[i] = 0;
                    weights[i] = 0;
                } else if (weight != null) {
                    weights[i] = (float) weight.data()[hard[i]];
                }
            }
        } else {
            int inner = Arrays.stream(shape).skip(2).reduce(1, (a, b) -> a * b);
            for (int i = 0; i < soft.length; i++) {
                int row = i / classes;
                int j = i % classes;
                double t = target.data()[(row / inner * classes + j) * inner + row % inner];
                soft[i] = (float) (weight == null ? t : t * weight.data()[j]);
            }
        }
        double total = 0;
        for (float v : weights) {
            total += v;
        }
        int[] last = classesLast(shape.length, Math.min(1, shape.length - 1));
        OraclePlan.Graph graph = (pass, data, in) -> {
            Tensor z = logits.of(pass, in);
            z = (shape.length > 2 ? Permute.permute(pass, z, last) : z).reshape(rows, classes);
            Targets t = target.integer()
                    ? Targets.hard(LossBatch.ints(pass.device(), data, hard))
                    : Targets.soft(LossBatch.floats(pass.device(), data, soft, rows, classes));
            t = t.withWeights(LossBatch.floats(pass.device(), data, weights, rows));
            return new CrossEntropy(0).losses(pass, z, t, null);
        };
        return new OraclePlan(inputs, leaves, graph, !c.reduction().equals("none"), factor(c, total));
    }

    /** Each element by itself; a weight of positives makes another target and another weight. */
    private static OraclePlan binary(OracleCase c) {
        int n = c.arg(0).data().length;
        double[] t = c.arg(1).data().clone();
        float[] weights = new float[n];
        Values weight = c.option("weight");
        Values positive = c.option("pos_weight");
        for (int i = 0; i < n; i++) {
            double w = weight == null ? 1 : weight.data()[i % weight.data().length];
            if (positive != null) {
                double own = positive.data()[i % positive.data().length] * t[i];
                w *= own + 1 - t[i];
                t[i] = own / (own + 1 - t[i]);
            }
            weights[i] = (float) w;
        }
        return elements(c, new BinaryCrossEntropy(), t, weights, factor(c, n));
    }

    /** Minus the loss of a target of 1. */
    private static OraclePlan logSigmoid(OracleCase c) {
        double[] ones = new double[c.arg(0).data().length];
        Arrays.fill(ones, 1);
        OraclePlan plan = elements(c, new BinaryCrossEntropy(), ones, null, -1);
        return new OraclePlan(plan.inputs(), plan.leaves(), plan.graph(), false, -1);
    }

    /** ln(1 + exp(-y x)): the loss of y x for a target of 1. */
    private static OraclePlan softMargin(OracleCase c) {
        Values y = c.arg(1);
        int n = y.data().length;
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        OraclePlan plan = elements(c, new BinaryCrossEntropy(), ones, null, factor(c, n));
        OraclePlan.Graph graph = (pass, data, in) -> {
            Tensor factors = LossBatch.floats(pass.device(), data, y.floats(), n, 1);
            return plan.graph().build(pass, data, new Tensor[] {Multiply.multiply(pass, in[0], factors)});
        };
        return new OraclePlan(plan.inputs(), plan.leaves(), graph, plan.reduced(), plan.factor());
    }

    /** A loss of single outputs, which are all elements of the first argument. */
    private static OraclePlan elements(OracleCase c, Loss loss, double[] targets, float[] weights, double factor) {
        int n = c.arg(0).data().length;
        Values rows = new Values(new int[] {n, 1}, targets, false);
        OraclePlan.Graph graph = (pass, data, in) -> {
            Targets t = Targets.soft(LossBatch.floats(pass.device(), data, rows.floats(), n, 1));
            if (weights != null) {
                t = t.withWeights(LossBatch.floats(pass.device(), data, weights, n));
            }
            return loss.losses(pass, in[0], t, null);
        };
        boolean reduced = !c.reduction().equals("none");
        return new OraclePlan(List.of(c.arg(0).reshape(n, 1)), List.of(0), graph, reduced, factor);
    }

    private static double factor(OracleCase c, double total) {
        return c.reduction().equals("mean") ? 1 / total : 1;
    }
}
