package dev.lethe.torch;

import dev.lethe.autograd.Pass;
import dev.lethe.op.BatchNorm;
import dev.lethe.op.GroupNorm;
import dev.lethe.op.LayerNorm;
import dev.lethe.testing.OpCase;
import java.util.Arrays;
import java.util.stream.Stream;

/** Batch normalisation with each of its statistics, layer and group normalisation. */
final class TorchNormCases {
    private TorchNormCases() {}

    static Stream<TorchCase> all() {
        return Stream.of(
                batchNorm("batch norm, statistics of the batch, ", Pass.Switches.TRAINING, 5, 3, 7, 5),
                batchNorm("batch norm, running statistics, ", Pass.Switches.EVALUATION, 5, 3, 7, 5),
                batchNorm("batch norm ", Pass.Switches.TRAINING, 31, 33),
                layerNorm("", 3, 7, 33),
                layerNorm("", 5, 1000),
                groupNorm("", 2, 3, 6, 5, 4),
                groupNorm("", 1, 3, 4, 3, 3),
                groupNorm("", 4, 31, 32));
    }

    static TorchCase batchNorm(String prefix, Pass.Switches switches, int... dims) {
        boolean batch = switches.statistics() == Pass.Statistics.BATCH;
        return TorchCase.of(
                OpCase.of(
                                prefix + "of " + Arrays.toString(dims),
                                (p, in) -> BatchNorm.batchNorm(p, in[0], in[1], in[2], in[3], in[4]))
                        .input(v -> 2 * v + 1, dims)
                        .input(v -> 1 + 0.3 * v, dims[1])
                        .input(dims[1])
                        .constant(v -> v, dims[1])
                        .constant(v -> 1 + 0.5 * Math.abs(v), dims[1])
                        .switches(switches),
                in -> TorchOps.batchNorm(in[0], in[1], in[2], in[3], in[4], BatchNorm.MOMENTUM, BatchNorm.EPS, batch));
    }

    static TorchCase layerNorm(String prefix, int... dims) {
        int width = dims[dims.length - 1];
        return TorchCase.of(
                OpCase.of(
                                prefix + "layer norm of " + dims.length + " axes, " + width + " wide",
                                (p, in) -> LayerNorm.layerNorm(p, in[0], in[1], in[2]))
                        .input(v -> 2 * v + 1, dims)
                        .input(v -> 1 + 0.3 * v, width)
                        .input(width),
                in -> TorchOps.layerNorm(in[0], in[1], in[2], LayerNorm.EPS));
    }

    static TorchCase groupNorm(String prefix, int groups, int... dims) {
        return TorchCase.of(
                OpCase.of(
                                prefix + "group norm, " + groups + " groups of " + dims[1] + " channels",
                                (p, in) -> GroupNorm.groupNorm(p, in[0], groups, in[1], in[2]))
                        .input(v -> 2 * v + 1, dims)
                        .input(v -> 1 + 0.3 * v, dims[1])
                        .input(dims[1]),
                in -> TorchOps.groupNorm(in[0], groups, in[1], in[2], GroupNorm.EPS));
    }
}
