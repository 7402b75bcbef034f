package dev.lethe;

import dev.lethe.autograd.Pass;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.op.AddRow;
import dev.lethe.op.Affine;
import dev.lethe.op.Attention;
import dev.lethe.op.AvgPool2d;
import dev.lethe.op.BatchNorm;
import dev.lethe.op.Dropout;
import dev.lethe.op.Embedding;
import dev.lethe.op.Gelu;
import dev.lethe.op.GlobalAvgPool;
import dev.lethe.op.GroupNorm;
import dev.lethe.op.L2Normalise;
import dev.lethe.op.LayerNorm;
import dev.lethe.op.MatMul;
import dev.lethe.op.MaxPool2d;
import dev.lethe.op.RowSum;
import dev.lethe.op.Softmax;
import dev.lethe.op.Sum;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Operations on inputs that are large enough to be shared by three threads: for comparisons of bits only. */
public final class LargeCases {
    private LargeCases() {}

    public static Stream<OpCase> all() {
        return Stream.concat(rows(), images());
    }

    private static Stream<OpCase> rows() {
        return Stream.of(
                OpCase.of("large gelu", (p, in) -> Gelu.gelu(p, in[0])).input(128, 1000),
                OpCase.of("large softmax", (p, in) -> Softmax.softmax(p, in[0])).input(128, 1000),
                OpCase.of("large l2", (p, in) -> L2Normalise.l2Normalise(p, in[0]))
                        .input(128, 1000),
                OpCase.of("large row sum", (p, in) -> RowSum.rowSum(p, in[0])).input(128, 1000),
                OpCase.of("large sum", (p, in) -> Sum.sum(p, in[0])).input(128, 1000),
                OpCase.of("large dropout", (p, in) -> Dropout.dropout(p, in[0], 0.3f))
                        .input(128, 1000),
                OpCase.of("large add row", (p, in) -> AddRow.addRow(p, in[0], in[1]))
                        .input(200, 1000)
                        .input(1000),
                OpCase.of("large affine", (p, in) -> Affine.affine(p, in[0], in[1], in[2]))
                        .input(257, 300)
                        .input(65, 300)
                        .input(65),
                OpCase.of("large matmul", (p, in) -> MatMul.matmul(p, in[0], in[1], true, true))
                        .input(7, 300, 33)
                        .input(7, 65, 300),
                OpCase.of("large layer norm", (p, in) -> LayerNorm.layerNorm(p, in[0], in[1], in[2]))
                        .input(210, 1000)
                        .input(1000)
                        .input(1000),
                OpCase.of("large embedding", (p, in) -> Embedding.embedding(p, in[0], in[1]))
                        .input(70, 500)
                        .labels(70, 200),
                OpCase.of(
                                "large cross-entropy",
                                (p, in) -> new CrossEntropy(0.1).losses(p, in[0], Targets.hard(in[1]), null))
                        .input(128, 1000)
                        .labels(1000, 128),
                OpCase.of("large causal attention", (p, in) -> Attention.attention(p, in[0], in[1], in[2], true))
                        .input(4, 4, 65, 16)
                        .input(4, 4, 65, 16)
                        .input(4, 4, 65, 16),
                OpCase.of("large attention", (p, in) -> Attention.attention(p, in[0], in[1], in[2]))
                        .input(4, 4, 65, 16)
                        .input(4, 4, 67, 16)
                        .input(4, 4, 67, 16));
    }

    private static Stream<OpCase> images() {
        return Stream.of(
                OpCase.of("large batch norm 2d", LargeCases::batchNorm)
                        .input(16, 8, 28, 28)
                        .input(8)
                        .input(8)
                        .constant(v -> v, 8)
                        .constant(v -> v * v, 8),
                OpCase.of("large batch norm 1d", LargeCases::batchNorm)
                        .input(300, 301)
                        .input(301)
                        .input(301)
                        .constant(v -> v, 301)
                        .constant(v -> v * v, 301),
                OpCase.of("large group norm", (p, in) -> GroupNorm.groupNorm(p, in[0], 2, in[1], in[2]))
                        .input(16, 8, 28, 28)
                        .input(8)
                        .input(8),
                OpCase.of("large max pool", (p, in) -> MaxPool2d.maxPool2d(p, in[0], 2))
                        .input(16, 8, 28, 28),
                OpCase.of("large max pool, overlapping", (p, in) -> MaxPool2d.maxPool2d(p, in[0], 3, 2, 1))
                        .input(16, 8, 28, 28),
                OpCase.of("large average pool", (p, in) -> AvgPool2d.avgPool2d(p, in[0], 3, 1, 1))
                        .input(16, 8, 28, 28),
                OpCase.of("large global average pool", (p, in) -> GlobalAvgPool.globalAvgPool(p, in[0]))
                        .input(16, 8, 28, 28));
    }

    private static Tensor batchNorm(Pass p, Tensor[] in) {
        return BatchNorm.batchNorm(p, in[0], in[1], in[2], in[3], in[4]);
    }
}
