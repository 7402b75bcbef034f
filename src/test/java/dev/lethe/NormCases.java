package dev.lethe;

import dev.lethe.autograd.Pass.Statistics;
import dev.lethe.autograd.Pass.Switches;
import dev.lethe.op.BatchNorm;
import dev.lethe.op.GroupNorm;
import dev.lethe.op.LayerNorm;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Batch, layer and group normalisation; batch normalisation in each statistics mode, with and without update. */
final class NormCases {
    private NormCases() {}

    static Stream<OpCase> all() {
        return Stream.of(
                batch("2d", Switches.TRAINING, 5, 3, 4, 5),
                batch("2d one example", Switches.TRAINING, 1, 2, 5, 7),
                batch("1d", Switches.TRAINING, 33, 7),
                batch("1d three rows", Switches.TRAINING, 3, 31),
                batch("2d no update", new Switches(Statistics.BATCH, false, true), 4, 3, 3, 3),
                batch("2d running", Switches.EVALUATION, 4, 3, 3, 5),
                batch("1d running", Switches.EVALUATION, 31, 5),
                batch("2d running and update", new Switches(Statistics.RUNNING, true, false), 4, 3, 3, 5),
                OpCase.of("batch norm no scale", (p, in) -> BatchNorm.batchNorm(p, in[0], null, in[1], in[2], in[3]))
                        .input(3, 4, 3, 3)
                        .input(4)
                        .constant(v -> v, 4)
                        .constant(v -> 0.5 + v * v, 4),
                OpCase.of("batch norm no shift", (p, in) -> BatchNorm.batchNorm(p, in[0], in[1], null, in[2], in[3]))
                        .input(8, 4)
                        .input(4)
                        .constant(v -> v, 4)
                        .constant(v -> 0.5 + v * v, 4),
                OpCase.of(
                                "batch norm running, neither",
                                (p, in) -> BatchNorm.batchNorm(p, in[0], null, null, in[1], in[2]))
                        .switches(Switches.EVALUATION)
                        .input(3, 4, 2, 3)
                        .constant(v -> v, 4)
                        .constant(v -> 0.5 + v * v, 4),
                OpCase.of(
                                "batch norm, neither, no averages",
                                (p, in) -> BatchNorm.batchNorm(p, in[0], null, null, null, null))
                        .switches(new Switches(Statistics.BATCH, false, false))
                        .input(3, 4, 3, 3),
                layer(5, 33),
                layer(1, 1000),
                layer(130, 9),
                layer(2, 3, 32),
                OpCase.of("layer norm no scale", (p, in) -> LayerNorm.layerNorm(p, in[0], null, in[1]))
                        .input(3, 31)
                        .input(31),
                OpCase.of("layer norm no shift", (p, in) -> LayerNorm.layerNorm(p, in[0], in[1], null))
                        .input(3, 31)
                        .input(31),
                group(1, 3, 4, 3, 5),
                group(2, 3, 4, 3, 5),
                group(3, 3, 3, 4, 4),
                group(4, 5, 32),
                OpCase.of("group norm no scale", (p, in) -> GroupNorm.groupNorm(p, in[0], 2, null, in[1]))
                        .input(2, 4, 3, 3)
                        .input(4),
                OpCase.of("group norm no shift", (p, in) -> GroupNorm.groupNorm(p, in[0], 2, in[1], null))
                        .input(2, 4, 3, 3)
                        .input(4));
    }

    private static OpCase batch(String what, Switches switches, int... dims) {
        int c = dims[1];
        return OpCase.of(
                        "batch norm " + what + " " + Shape.of(dims),
                        (p, in) -> BatchNorm.batchNorm(p, in[0], in[1], in[2], in[3], in[4]))
                .switches(switches)
                .input(v -> 0.5 + 1.5 * v, dims)
                .input(c)
                .input(c)
                .constant(v -> v, c)
                .constant(v -> 0.5 + v * v, c);
    }

    private static OpCase layer(int... dims) {
        int columns = dims[dims.length - 1];
        return OpCase.of("layer norm " + Shape.of(dims), (p, in) -> LayerNorm.layerNorm(p, in[0], in[1], in[2]))
                .input(v -> 0.5 + 1.5 * v, dims)
                .input(columns)
                .input(columns);
    }

    private static OpCase group(int groups, int... dims) {
        return OpCase.of(
                        "group norm " + groups + " of " + Shape.of(dims),
                        (p, in) -> GroupNorm.groupNorm(p, in[0], groups, in[1], in[2]))
                .input(v -> 0.5 + 1.5 * v, dims)
                .input(dims[1])
                .input(dims[1]);
    }
}
