package dev.lethe.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lethe.Device;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.op.WeightedSum.Term;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three threads give the bits of one: sizes at which the work is shared, and odd, so that parts begin anywhere. */
class ThreadsTest {
    private static final Device ONE = new CpuDevice(1, false);
    private static final Device THREE = new CpuDevice(3, true);

    @AfterAll
    static void close() {
        ONE.close();
        THREE.close();
    }

    static Stream<OpCase> cases() {
        int n = 70_001;
        return Stream.of(
                OpCase.of("gelu", (p, in) -> Gelu.gelu(p, in[0])).input(n),
                OpCase.of("relu", (p, in) -> Relu.relu(p, in[0])).input(n),
                OpCase.of("leaky relu", (p, in) -> LeakyRelu.leakyRelu(p, in[0], 0.1f))
                        .input(n),
                OpCase.of("tanh", (p, in) -> Tanh.tanh(p, in[0])).input(n),
                OpCase.of("sigmoid", (p, in) -> Sigmoid.sigmoid(p, in[0])).input(n),
                OpCase.of("exp", (p, in) -> Exp.exp(p, in[0])).input(n),
                OpCase.of("log", (p, in) -> Log.log(p, in[0])).input(v -> 1 + v * v, n),
                OpCase.of("add", (p, in) -> Add.add(p, in[0], in[1])).input(n).input(n),
                OpCase.of("multiply", (p, in) -> Multiply.multiply(p, in[0], in[1]))
                        .input(n)
                        .input(n),
                OpCase.of("scale", (p, in) -> Scale.scale(p, in[0], 3)).input(n),
                OpCase.of("weighted sum", (p, in) -> WeightedSum.weightedSum(p, List.of(new Term(in[0], 0.3f))))
                        .input(n),
                OpCase.of("add row", (p, in) -> AddRow.addRow(p, in[0], in[1]))
                        .input(701, 101)
                        .input(101),
                OpCase.of("softmax", (p, in) -> Softmax.softmax(p, in[0])).input(701, 101),
                OpCase.of("log softmax", (p, in) -> LogSoftmax.logSoftmax(p, in[0]))
                        .input(701, 101),
                OpCase.of("l2 normalise", (p, in) -> L2Normalise.l2Normalise(p, in[0]))
                        .input(701, 101),
                OpCase.of("sum", (p, in) -> Sum.sum(p, in[0])).input(n),
                OpCase.of("row sum", (p, in) -> RowSum.rowSum(p, in[0])).input(701, 101),
                OpCase.of("concat", (p, in) -> Concat.concat(p, 1, in[0], in[1]))
                        .input(701, 101)
                        .input(701, 57),
                OpCase.of("slice", (p, in) -> Slice.slice(p, in[0], 1, 3, 98)).input(701, 101),
                OpCase.of("permute", (p, in) -> Permute.permute(p, in[0], 0, 2, 1, 3))
                        .input(7, 51, 5, 41),
                OpCase.of("transpose", (p, in) -> Permute.transpose(p, in[0], 0, 1))
                        .input(701, 101),
                OpCase.of("dropout", (p, in) -> Dropout.dropout(p, in[0], 0.3f)).input(n),
                OpCase.of("embedding", (p, in) -> Embedding.embedding(p, in[0], in[1]))
                        .input(1001, 71)
                        .labels(1001, 1003));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void threadsDoNotMatter(OpCase c) {
        OpHarness.Run one = new OpHarness(ONE).run(c);
        OpHarness.Run three = new OpHarness(THREE).run(c);
        assertArrayEquals(one.output(), three.output());
        assertArrayEquals(one.gradients(), three.gradients());
    }
}
