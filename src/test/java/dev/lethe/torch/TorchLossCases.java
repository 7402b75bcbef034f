package dev.lethe.torch;

import ai.djl.ndarray.NDArray;
import dev.lethe.RandomStream;
import dev.lethe.loss.BinaryCrossEntropy;
import dev.lethe.loss.BrierScore;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.EarlyLearning;
import dev.lethe.loss.GeneralizedCrossEntropy;
import dev.lethe.loss.Loss;
import dev.lethe.loss.MeanAbsoluteError;
import dev.lethe.loss.RobustLogLoss;
import dev.lethe.loss.SquaredError;
import dev.lethe.loss.Targets;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Each loss with classes, mixed pairs and rows as targets, the last two with weights. */
final class TorchLossCases {
    private static final int N = 33;

    private TorchLossCases() {}

    static Stream<TorchCase> all() {
        return Stream.of(
                        TorchRobustCases.all(),
                        loss(new CrossEntropy(0), TorchLosses.crossEntropy(0), 1000),
                        loss(new CrossEntropy(0.1), TorchLosses.crossEntropy(0.1f), 31),
                        loss(new GeneralizedCrossEntropy(0.7), TorchLosses.generalizedCrossEntropy(0.7f), 10),
                        loss(new MeanAbsoluteError(), TorchLosses.meanAbsoluteError(), 10),
                        loss(new RobustLogLoss(0.1), TorchLosses.robustLog(0.1f), 10),
                        loss(new BrierScore(), TorchLosses.brier(), 10),
                        loss(new SquaredError(), TorchLosses.squared(), 7),
                        loss(new BinaryCrossEntropy(), TorchLosses.binaryCrossEntropy(), 7),
                        earlyLearning(),
                        TorchTargetCases.all())
                .flatMap(s -> s);
    }

    static Stream<TorchCase> loss(Loss loss, TorchLosses.Formula formula, int k) {
        String name = loss + " of " + k;
        return Stream.of(
                TorchCase.of(
                        OpCase.of(name + ", classes", (p, in) -> loss.losses(p, in[0], Targets.hard(in[1]), null))
                                .input(v -> 3 * v, N, k)
                                .labels(k, N),
                        in -> formula.of(in[0], TorchOps.oneHot(in[1], k))),
                TorchCase.of(
                        OpCase.of(
                                        name + ", weighted pairs",
                                        (p, in) -> loss.losses(
                                                p,
                                                in[0],
                                                Targets.mixed(in[1], in[2], in[3])
                                                        .withWeights(in[4]),
                                                null))
                                .input(v -> 3 * v, N, k)
                                .labels(k, N)
                                .labels(k, N)
                                .constant(v -> 1 / (1 + v * v), N)
                                .constant(Math::abs, N),
                        in -> formula.of(in[0], pairs(in[1], in[2], in[3], k)).mul(in[4])),
                TorchCase.of(
                        OpCase.of(
                                        name + ", weighted rows",
                                        (p, in) -> loss.losses(
                                                p, in[0], Targets.soft(in[1]).withWeights(in[2]), null))
                                .input(v -> 3 * v, N, k)
                                .values(distributions(N, k), N, k)
                                .constant(Math::abs, N),
                        in -> formula.of(in[0], in[1]).mul(in[2])));
    }

    static NDArray pairs(NDArray first, NDArray second, NDArray mix, int k) {
        NDArray share = mix.expandDims(1);
        NDArray rest = share.neg().add(1);
        return TorchOps.oneHot(first, k)
                .mul(share)
                .add(TorchOps.oneHot(second, k).mul(rest));
    }

    private static Stream<TorchCase> earlyLearning() {
        int k = 10;
        return Stream.of(TorchCase.of(
                OpCase.of(
                                "elr of " + k,
                                (p, in) -> new EarlyLearning(in[2], 3, 0.7, true)
                                        .losses(p, in[0], Targets.hard(in[1]).withIndex(in[3]), null))
                        .input(v -> 3 * v, N, k)
                        .labels(k, N)
                        .values(scaled(distributions(N, k), 0.6f), N, k)
                        .values(new RandomStream(1, "index").permutation(N), N),
                in -> TorchLosses.earlyLearning(
                        in[0], TorchOps.oneHot(in[1], k), TorchOps.embedding(in[3], in[2]), 3, 0.7f)));
    }

    /** Rows of positive numbers whose sum is 1. */
    static float[] distributions(int n, int k) {
        RandomStream random = new RandomStream(1, "distributions");
        float[] rows = new float[n * k];
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                double u = -Math.log(1 - random.uniform());
                rows[i * k + j] = (float) u;
                sum += u;
            }
            for (int j = 0; j < k; j++) {
                rows[i * k + j] /= (float) sum;
            }
        }
        return rows;
    }

    static float[] scaled(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }
}
