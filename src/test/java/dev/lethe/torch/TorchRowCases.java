package dev.lethe.torch;

import ai.djl.ndarray.index.NDIndex;
import dev.lethe.op.Concat;
import dev.lethe.op.Embedding;
import dev.lethe.op.L2Normalise;
import dev.lethe.op.LogSoftmax;
import dev.lethe.op.Permute;
import dev.lethe.op.RowSum;
import dev.lethe.op.Slice;
import dev.lethe.op.Softmax;
import dev.lethe.op.Sum;
import dev.lethe.op.WeightedSum;
import dev.lethe.testing.OpCase;
import java.util.List;
import java.util.stream.Stream;

/** Reductions, softmaxes, and operations that move rows. */
final class TorchRowCases {
    private TorchRowCases() {}

    static Stream<TorchCase> all() {
        return Stream.concat(reductions(), moves());
    }

    private static Stream<TorchCase> reductions() {
        return Stream.of(
                TorchCase.of(OpCase.of("sum", (p, in) -> Sum.sum(p, in[0])).input(31, 33), in -> in[0].sum()),
                TorchCase.of(
                        OpCase.of("mean", (p, in) -> Sum.mean(p, in[0])).input(v -> v + 3, 31, 33), in -> in[0].mean()),
                TorchCase.of(
                        OpCase.of("row sum", (p, in) -> RowSum.rowSum(p, in[0])).input(3, 7, 1025),
                        in -> in[0].sum(new int[] {-1})),
                TorchCase.of(
                        OpCase.of("row mean", (p, in) -> RowSum.rowMean(p, in[0]))
                                .input(3, 7, 31),
                        in -> in[0].mean(new int[] {-1})),
                TorchCase.of(
                        OpCase.of("softmax", (p, in) -> Softmax.softmax(p, in[0]))
                                .input(v -> 4 * v, 3, 7, 33),
                        in -> in[0].softmax(-1)),
                TorchCase.of(
                        OpCase.of("softmax of 1000", (p, in) -> Softmax.softmax(p, in[0]))
                                .input(v -> 4 * v, 5, 1000),
                        in -> in[0].softmax(-1)),
                TorchCase.of(
                        OpCase.of("log-softmax", (p, in) -> LogSoftmax.logSoftmax(p, in[0]))
                                .input(v -> 4 * v, 5, 1000),
                        in -> in[0].logSoftmax(-1)),
                TorchCase.of(
                        OpCase.of("l2 normalise", (p, in) -> L2Normalise.l2Normalise(p, in[0]))
                                .input(31, 33),
                        in -> TorchOps.normalize(in[0], 1e-12f)),
                TorchCase.of(
                        OpCase.of(
                                        "weighted sum",
                                        (p, in) -> WeightedSum.weightedSum(
                                                p,
                                                List.of(
                                                        new WeightedSum.Term(in[0], 0.3f),
                                                        new WeightedSum.Term(in[1], -2f, in[2]))))
                                .input(33)
                                .input(33)
                                .values(new float[] {0.7f}, 1),
                        in -> in[0].mul(0.3f).add(in[1].mul(-2f).mul(in[2]))));
    }

    private static Stream<TorchCase> moves() {
        return Stream.of(
                TorchCase.of(
                        OpCase.of("embedding", (p, in) -> Embedding.embedding(p, in[0], in[1]))
                                .input(17, 32)
                                .labels(17, 5, 31),
                        in -> TorchOps.embedding(in[1], in[0])),
                TorchCase.of(
                        OpCase.of("concat of axis 1", (p, in) -> Concat.concat(p, 1, in[0], in[1], in[2]))
                                .input(5, 3, 7)
                                .input(5, 1, 7)
                                .input(5, 2, 7),
                        in -> TorchOps.concat(1, in[0], in[1], in[2])),
                TorchCase.of(
                        OpCase.of("slice of axis 1", (p, in) -> Slice.slice(p, in[0], 1, 2, 5))
                                .input(5, 7, 3),
                        in -> in[0].get(new NDIndex(":, 2:5"))),
                TorchCase.of(
                        OpCase.of("permute", (p, in) -> Permute.permute(p, in[0], 0, 2, 1, 3))
                                .input(3, 5, 4, 7),
                        in -> in[0].transpose(0, 2, 1, 3)),
                TorchCase.of(
                        OpCase.of("transpose", (p, in) -> Permute.transpose(p, in[0], 0, -1))
                                .input(31, 5, 33),
                        in -> in[0].transpose(2, 1, 0)));
    }
}
