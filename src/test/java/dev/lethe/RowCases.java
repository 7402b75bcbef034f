package dev.lethe;

import dev.lethe.op.L2Normalise;
import dev.lethe.op.LogSoftmax;
import dev.lethe.op.RowSum;
import dev.lethe.op.Softmax;
import dev.lethe.op.Sum;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Functions of rows, and sums. */
final class RowCases {
    private RowCases() {}

    static Stream<OpCase> all() {
        return Stream.of(
                OpCase.of("softmax 7x33", (p, in) -> Softmax.softmax(p, in[0])).input(7, 33),
                OpCase.of("softmax 3x5x10", (p, in) -> Softmax.softmax(p, in[0]))
                        .input(v -> 3 * v, 3, 5, 10),
                OpCase.of("log softmax 7x33", (p, in) -> LogSoftmax.logSoftmax(p, in[0]))
                        .input(7, 33),
                OpCase.of("log softmax 31x2", (p, in) -> LogSoftmax.logSoftmax(p, in[0]))
                        .input(v -> 2 * v, 31, 2),
                OpCase.of("l2 normalise 31x33", (p, in) -> L2Normalise.l2Normalise(p, in[0]))
                        .input(31, 33),
                OpCase.of("l2 normalise 2x3x5", (p, in) -> L2Normalise.l2Normalise(p, in[0]))
                        .input(v -> v + 2, 2, 3, 5),
                // Linear: any step is exact, and a long one keeps the rounding of the sums out.
                OpCase.of("sum 1", (p, in) -> Sum.sum(p, in[0])).input(1).step(1),
                OpCase.of("sum 31x33", (p, in) -> Sum.sum(p, in[0]))
                        .input(31, 33)
                        .step(1),
                OpCase.of("mean 1025", (p, in) -> Sum.mean(p, in[0]))
                        .input(1025)
                        .step(1),
                OpCase.of("row sum 33x32", (p, in) -> RowSum.rowSum(p, in[0]))
                        .input(33, 32)
                        .step(1),
                OpCase.of("row sum 31", (p, in) -> RowSum.rowSum(p, in[0]))
                        .input(31)
                        .step(1),
                OpCase.of("row mean 3x5x33", (p, in) -> RowSum.rowMean(p, in[0]))
                        .input(3, 5, 33)
                        .step(1));
    }
}
