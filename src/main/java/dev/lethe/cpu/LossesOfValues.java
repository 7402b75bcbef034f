package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.cpu.LossFrame.Link;

/** Bodies of those kernels in {@code kernels/losses_values.cu} that take each output by itself, without a softmax. */
public final class LossesOfValues {
    private LossesOfValues() {}

    /** Mean over the outputs of ln(1 + e^z) - t z; no arguments of its own. */
    public static void binaryCrossEntropy(Args a) {
        LossFrame.run(a, Link.SIGMOID, r -> {
            float[] parts = r.first;
            float[] z = r.z;
            float[] t = r.t;
            int zo = r.zo;
            int to = r.to;
            for (int j = 0; j < r.k; j++) {
                parts[j] = -Math.abs(z[zo + j]);
            }
            r.lanes.exp(parts, 0, parts, 0, r.k);
            r.lanes.scaleShift(parts, 0, 1, 1, parts, 0, r.k);
            r.lanes.log(parts, 0, parts, 0, r.k);
            for (int j = 0; j < r.k; j++) {
                // In one rounding, so that an output that is certain and right costs nothing here.
                parts[j] += Math.fma(-t[to + j], z[zo + j], Math.max(z[zo + j], 0));
            }
            float loss = r.lanes.sum(parts, 0, r.k) / r.k;
            leaveDifference(r, r.scale / r.k);
            return loss;
        });
    }

    /** Mean over the outputs of (z - t)^2; no arguments of its own. */
    public static void squaredError(Args a) {
        LossFrame.run(a, Link.NONE, r -> {
            r.difference(r.first);
            float loss = r.lanes.dot(r.first, 0, r.first, 0, r.k) / r.k;
            leaveDifference(r, 2 * r.scale / r.k);
            return loss;
        });
    }

    private static void leaveDifference(LossRow r, float factor) {
        if (r.gradient) {
            r.difference(r.first);
            r.lanes.axpby(factor, r.first, 0, 0, r.e, r.eo, r.k);
        }
    }
}
