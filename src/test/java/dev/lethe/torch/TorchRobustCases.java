package dev.lethe.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lethe.loss.ActivePassive;
import dev.lethe.loss.AsymmetricGeneralizedCrossEntropy;
import dev.lethe.loss.AsymmetricUnhinged;
import dev.lethe.loss.FocalLoss;
import dev.lethe.loss.LabelSmoothing;
import dev.lethe.loss.Loss;
import dev.lethe.loss.NormalisedCrossEntropy;
import dev.lethe.loss.NormalisedFocalLoss;
import dev.lethe.loss.ReverseCrossEntropy;
import dev.lethe.loss.SymmetricCrossEntropy;
import dev.lethe.loss.TaylorCrossEntropy;
import dev.lethe.loss.TruncatedGeneralizedCrossEntropy;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Losses that are functions of the label's probability, and those divided by their sum, from libtorch's primitives. */
final class TorchRobustCases {
    private static final int K = 10;

    private TorchRobustCases() {}

    static Stream<TorchCase> all() {
        return Stream.of(
                        TorchLossCases.loss(new LabelSmoothing(0.1), TorchLosses.crossEntropy(0.1f), 31),
                        ofLabel(
                                new TruncatedGeneralizedCrossEntropy(0.7, 0.2, 0),
                                z -> probabilities(z)
                                        .maximum(0.2f)
                                        .pow(0.7f)
                                        .neg()
                                        .add(1)
                                        .div(0.7f)),
                        ofLabel(new ReverseCrossEntropy(4), z -> missing(z).mul(4)),
                        ofLabel(
                                new SymmetricCrossEntropy(0.1, 1, 4),
                                z -> missing(z).mul(4).sub(z.logSoftmax(-1).mul(0.1f))),
                        ofLabel(
                                new TaylorCrossEntropy(3),
                                z -> missing(z)
                                        .add(missing(z).pow(2).div(2))
                                        .add(missing(z).pow(3).div(3))),
                        ofLabel(new FocalLoss(0.5), z -> focal(z, 0.5f)),
                        ofLabel(new FocalLoss(2), z -> focal(z, 2)),
                        ofLabel(
                                new AsymmetricGeneralizedCrossEntropy(0.6, 0.6),
                                z -> probabilities(z)
                                        .add(0.6f)
                                        .pow(0.6f)
                                        .neg()
                                        .add((float) Math.pow(1.6, 0.6))
                                        .div(0.6f)),
                        ofLabel(
                                new AsymmetricUnhinged(5.5, 3),
                                z -> probabilities(z)
                                        .neg()
                                        .add(5.5f)
                                        .pow(3)
                                        .sub(91.125f)
                                        .div(3)),
                        ofLabel(
                                new NormalisedCrossEntropy(10),
                                z -> normalised(z, 0).mul(10)),
                        ofLabel(new NormalisedFocalLoss(1, 0.5), z -> normalised(z, 0.5f)),
                        ofLabel(
                                new ActivePassive(10, new NormalisedCrossEntropy(1), 2, ActivePassive.Passive.mae()),
                                z -> normalised(z, 0).mul(10).add(missing(z).mul(2))),
                        ofLabel(
                                new ActivePassive(1, new NormalisedFocalLoss(1, 0.5), 1, ActivePassive.Passive.rce(4)),
                                z -> normalised(z, 0.5f).add(missing(z).mul(4))))
                .flatMap(s -> s);
    }

    /** A loss given by its values for each of the classes as the label. */
    private static Stream<TorchCase> ofLabel(Loss loss, UnaryOperator<NDArray> values) {
        return TorchLossCases.loss(loss, (z, t) -> TorchLosses.rows(t.mul(values.apply(z))), K);
    }

    private static NDArray probabilities(NDArray z) {
        return z.softmax(-1);
    }

    /** 1 - p, as the sum of the other probabilities: their difference would lose it near p = 1. */
    private static NDArray missing(NDArray z) {
        NDManager manager = z.getManager();
        NDArray others = manager.ones(new Shape(K, K)).sub(manager.eye(K, K, 0, DataType.FLOAT32));
        return probabilities(z).matMul(others);
    }

    private static NDArray focal(NDArray z, float gamma) {
        return missing(z).pow(gamma).mul(z.logSoftmax(-1)).neg();
    }

    private static NDArray normalised(NDArray z, float gamma) {
        NDArray h = gamma == 0 ? z.logSoftmax(-1).neg() : focal(z, gamma);
        return h.div(h.sum(new int[] {-1}, true));
    }
}
