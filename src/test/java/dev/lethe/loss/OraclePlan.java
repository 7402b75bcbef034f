package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.OracleCase.Values;
import java.util.Arrays;
import java.util.List;

/**
 * How a case of the oracle is computed here.
 *
 * @param inputs what takes gradients, in the order of {@code leaves}
 * @param leaves which of the stored gradients belongs to each
 * @param graph from the inputs to a result, or to losses
 * @param reduced whether the case asks for the sum of what the graph gives
 * @param factor what the result is multiplied by
 */
record OraclePlan(List<Values> inputs, List<Integer> leaves, Graph graph, boolean reduced, double factor) {
    /** Allowed is ATOL + RTOL |wanted|: what PyTorch asks of float32, and four times it. */
    private static final double ATOL = 1e-5;

    private static final double RTOL = 4 * 1.3e-6;

    interface Graph {
        Tensor build(Pass pass, Arena data, Tensor[] in);
    }

    /** What is wrong with our answer, or null. */
    String check(Device device, OracleCase c) {
        try (Arena data = device.arena("data", 1 << 24);
                Arena step = device.arena("step", 1 << 24)) {
            Pass pass = Pass.training(device, step, null);
            Tensor[] in = new Tensor[inputs.size()];
            for (int i = 0; i < in.length; i++) {
                in[i] = pass.watch(LossBatch.floats(
                        device, data, inputs.get(i).floats(), inputs.get(i).shape()));
            }
            Tensor output = graph.build(pass, data, in);
            String wrong = compare("result", c.out().data(), result(device.floats(output)));
            float[] cotangent = new float[output.count()];
            for (int i = 0; i < cotangent.length; i++) {
                cotangent[i] = (float) (factor * c.cotangent().data()[reduced ? 0 : i]);
            }
            Backward b = pass.backward(
                    output,
                    LossBatch.floats(device, data, cotangent, output.shape().toArray()));
            for (int i = 0; wrong == null && i < in.length; i++) {
                float[] g = device.floats(b.gradient(in[i]));
                wrong = compare(
                        "gradient " + leaves.get(i),
                        c.gradients().get(leaves.get(i)).data(),
                        doubles(g));
            }
            return wrong;
        }
    }

    private double[] result(float[] values) {
        double[] all = Arrays.stream(doubles(values)).map(v -> factor * v).toArray();
        return reduced ? new double[] {Arrays.stream(all).sum()} : all;
    }

    private static double[] doubles(float[] values) {
        double[] all = new double[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i];
        }
        return all;
    }

    private static String compare(String what, double[] want, double[] got) {
        if (want.length != got.length) {
            return what + " has " + got.length + " elements, " + want.length + " are expected";
        }
        for (int i = 0; i < want.length; i++) {
            if (!(Math.abs(want[i] - got[i]) <= ATOL + RTOL * Math.abs(want[i]))) {
                return what + " at " + i + " is " + got[i] + " instead of " + want[i];
            }
        }
        return null;
    }
}
