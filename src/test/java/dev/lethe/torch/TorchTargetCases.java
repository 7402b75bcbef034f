package dev.lethe.torch;

import ai.djl.ndarray.NDArray;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.BackwardCorrection;
import dev.lethe.loss.BiTempered;
import dev.lethe.loss.BootstrapHard;
import dev.lethe.loss.BootstrapSoft;
import dev.lethe.loss.ForwardCorrection;
import dev.lethe.loss.Loss;
import dev.lethe.loss.SelfDistillation;
import dev.lethe.loss.Targets;
import dev.lethe.loss.TemporalEnsembling;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Losses with a matrix, a table, or targets of their own, composed from libtorch's primitives. */
final class TorchTargetCases {
    private static final int N = 33;
    private static final int K = 10;

    private TorchTargetCases() {}

    static Stream<TorchCase> all() {
        return Stream.of(
                        TorchLossCases.loss(new BootstrapSoft(0.7), TorchTargetCases::bootstrapSoft, K),
                        TorchLossCases.loss(new BootstrapHard(0.7), TorchTargetCases::bootstrapHard, K),
                        TorchLossCases.loss(new BiTempered(0.8, 1.2), (z, t) -> biTempered(z, t, 0.8f, 1.2f), K),
                        TorchLossCases.loss(new BiTempered(0.5, 1.5), (z, t) -> biTempered(z, t, 0.5f, 1.5f), K),
                        corrected(),
                        remembering())
                .flatMap(s -> s);
    }

    private static NDArray bootstrapSoft(NDArray z, NDArray t) {
        NDArray target = t.mul(0.7f).add(z.softmax(-1).mul(0.3f));
        return TorchLosses.rows(target.mul(z.logSoftmax(-1))).neg();
    }

    private static NDArray bootstrapHard(NDArray z, NDArray t) {
        NDArray target = t.mul(0.7f).add(TorchOps.oneHot(z.argMax(1), K).mul(0.3f));
        return TorchLosses.rows(target.mul(z.logSoftmax(-1))).neg();
    }

    /** By the authors' fixed point, repeated until it stands still, and differentiated through. */
    private static NDArray biTempered(NDArray z, NDArray t, float t1, float t2) {
        NDArray a = z.sub(z.max(new int[] {-1}, true));
        NDArray tempered = a;
        for (int i = 0; i < 60; i++) {
            tempered = a.mul(exp(tempered, t2).sum(new int[] {-1}, true).pow(1 - t2));
        }
        NDArray terms = exp(tempered, t2);
        NDArray p = terms.div(terms.sum(new int[] {-1}, true));
        NDArray logs = p.pow(1 - t1).sub(1).div(1 - t1);
        NDArray powers = TorchLosses.rows(p.pow(2 - t1)).sub(1).div(2 - t1);
        return powers.mul(TorchLosses.rows(t)).sub(TorchLosses.rows(t.mul(logs)));
    }

    private static NDArray exp(NDArray u, float t) {
        return u.mul(1 - t).add(1).pow(1 / (1 - t));
    }

    private interface Corrected {
        Loss of(Pass pass, Tensor matrix);
    }

    private static Stream<TorchCase> corrected() {
        float[] noise = TorchLossCases.distributions(K, K);
        return Stream.of(
                        corrected(
                                "forward",
                                noise,
                                (p, m) -> new ForwardCorrection(p.device(), m, true, 0),
                                (z, t, m) -> t.mul(
                                        z.softmax(-1).matMul(m.transpose()).log())),
                        corrected(
                                "backward",
                                noise,
                                (p, m) -> new BackwardCorrection(p.device(), m, true, 0),
                                (z, t, m) -> t.matMul(m).mul(z.logSoftmax(-1))))
                .flatMap(s -> s);
    }

    private interface Terms {
        NDArray of(NDArray z, NDArray t, NDArray matrix);
    }

    private static Stream<TorchCase> corrected(String name, float[] noise, Corrected loss, Terms terms) {
        return Stream.of(
                TorchCase.of(
                        OpCase.of(
                                        name + ", classes",
                                        (p, in) -> loss.of(p, in[2]).losses(p, in[0], Targets.hard(in[1]), null))
                                .input(v -> 3 * v, N, K)
                                .labels(K, N)
                                .values(noise, K, K),
                        in -> TorchLosses.rows(terms.of(in[0], TorchOps.oneHot(in[1], K), in[2]))
                                .neg()),
                TorchCase.of(
                        OpCase.of(
                                        name + ", weighted rows",
                                        (p, in) -> loss.of(p, in[2])
                                                .losses(
                                                        p,
                                                        in[0],
                                                        Targets.soft(in[1]).withWeights(in[3]),
                                                        null))
                                .input(v -> 3 * v, N, K)
                                .values(TorchLossCases.distributions(N, K), N, K)
                                .values(noise, K, K)
                                .constant(Math::abs, N),
                        in -> TorchLosses.rows(terms.of(in[0], in[1], in[2]))
                                .neg()
                                .mul(in[3])));
    }

    private interface Remembering {
        Loss of(Tensor table);
    }

    /** Rows of the table as shares of their sum. */
    private static NDArray shares(NDArray index, NDArray table) {
        NDArray m = TorchOps.embedding(index, table);
        return m.div(m.sum(new int[] {-1}, true));
    }

    private static Stream<TorchCase> remembering() {
        return Stream.of(
                remembering(
                        "temporal",
                        m -> new TemporalEnsembling(m, 0.6, 3, 0, true),
                        (z, t, m) -> TorchLosses.rows(
                                        z.softmax(-1).sub(m).square().mul(3))
                                .add(TorchLosses.crossEntropy(0).of(z, t))),
                remembering(
                        "distil",
                        m -> new SelfDistillation(m, 0, 0.8, 0, true),
                        (z, t, m) ->
                                TorchLosses.crossEntropy(0).of(z, t.mul(0.2f).add(m.mul(0.8f)))));
    }

    private static TorchCase remembering(String name, Remembering loss, Terms terms) {
        return TorchCase.of(
                OpCase.of(
                                name,
                                (p, in) -> loss.of(in[2])
                                        .losses(p, in[0], Targets.hard(in[1]).withIndex(in[3]), null))
                        .input(v -> 3 * v, N, K)
                        .labels(K, N)
                        .values(TorchLossCases.scaled(TorchLossCases.distributions(N, K), 0.6f), N, K)
                        .values(new RandomStream(1, "index").permutation(N), N),
                in -> terms.of(in[0], TorchOps.oneHot(in[1], K), shares(in[3], in[2])));
    }
}
