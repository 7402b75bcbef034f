package dev.lethe;

import dev.lethe.op.Add;
import dev.lethe.op.AddRow;
import dev.lethe.op.Multiply;
import dev.lethe.op.Scale;
import dev.lethe.op.WeightedSum;
import dev.lethe.op.WeightedSum.Term;
import dev.lethe.testing.OpCase;
import java.util.List;
import java.util.stream.Stream;

/** Sums and products of tensors. */
final class ArithmeticCases {
    private ArithmeticCases() {}

    static Stream<OpCase> all() {
        return Stream.of(
                OpCase.of("add 1", (p, in) -> Add.add(p, in[0], in[1])).input(1).input(1),
                OpCase.of("add 31x17", (p, in) -> Add.add(p, in[0], in[1]))
                        .input(31, 17)
                        .input(31, 17),
                OpCase.of("multiply 1", (p, in) -> Multiply.multiply(p, in[0], in[1]))
                        .input(1)
                        .input(1),
                OpCase.of("multiply 33x17", (p, in) -> Multiply.multiply(p, in[0], in[1]))
                        .input(33, 17)
                        .input(33, 17),
                OpCase.of("multiply by constant 32", (p, in) -> Multiply.multiply(p, in[0], in[1]))
                        .input(32)
                        .constant(v -> v, 32),
                OpCase.of("scale 1025", (p, in) -> Scale.scale(p, in[0], -0.7f)).input(1025),
                OpCase.of("add row 33x31", (p, in) -> AddRow.addRow(p, in[0], in[1]))
                        .input(33, 31)
                        .input(31),
                OpCase.of("add row 5x7x3 + 7x3", (p, in) -> AddRow.addRow(p, in[0], in[1]))
                        .input(5, 7, 3)
                        .input(7, 3),
                OpCase.of("weighted sum 1", (p, in) -> WeightedSum.weightedSum(p, List.of(new Term(in[0], 0.3f))))
                        .input(1),
                OpCase.of("weighted sum of three 33", ArithmeticCases::three)
                        .input(33)
                        .input(33)
                        .input(33)
                        .values(new float[] {-1.7f}, 1));
    }

    private static Tensor three(dev.lethe.autograd.Pass p, Tensor[] in) {
        return WeightedSum.weightedSum(
                p, List.of(new Term(in[0], 2), new Term(in[1], 0.3f, in[3]), new Term(in[2], -1, null)));
    }
}
