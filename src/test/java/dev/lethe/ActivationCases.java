package dev.lethe;

import dev.lethe.op.Affine;
import dev.lethe.op.Exp;
import dev.lethe.op.Gelu;
import dev.lethe.op.LeakyRelu;
import dev.lethe.op.Log;
import dev.lethe.op.Relu;
import dev.lethe.op.Sigmoid;
import dev.lethe.op.Tanh;
import dev.lethe.testing.OpCase;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/** Functions of one element, and affine maps. */
final class ActivationCases {
    private ActivationCases() {}

    static Stream<OpCase> all() {
        // Farther from the kink than the outermost points of the differences.
        DoubleUnaryOperator off = v -> v + Math.signum(v) * 0.2;
        return Stream.of(
                OpCase.of("gelu 1", (p, in) -> Gelu.gelu(p, in[0])).input(1),
                OpCase.of("gelu 33x17", (p, in) -> Gelu.gelu(p, in[0])).input(33, 17),
                OpCase.of("relu 33", (p, in) -> Relu.relu(p, in[0])).input(off, 33),
                OpCase.of("relu 1000", (p, in) -> Relu.relu(p, in[0])).input(off, 1000),
                OpCase.of("leaky relu 1", (p, in) -> LeakyRelu.leakyRelu(p, in[0], 0.01f))
                        .input(off, 1),
                OpCase.of("leaky relu 31x33", (p, in) -> LeakyRelu.leakyRelu(p, in[0], 0.2f))
                        .input(off, 31, 33),
                OpCase.of("tanh 1", (p, in) -> Tanh.tanh(p, in[0])).input(1),
                OpCase.of("tanh 1025", (p, in) -> Tanh.tanh(p, in[0])).input(1025),
                OpCase.of("sigmoid 31", (p, in) -> Sigmoid.sigmoid(p, in[0])).input(31),
                OpCase.of("sigmoid 1025", (p, in) -> Sigmoid.sigmoid(p, in[0])).input(v -> 2 * v, 1025),
                OpCase.of("exp 1", (p, in) -> Exp.exp(p, in[0])).input(1),
                OpCase.of("exp 32x33", (p, in) -> Exp.exp(p, in[0])).input(32, 33),
                OpCase.of("log 1", (p, in) -> Log.log(p, in[0])).input(v -> 1 + Math.abs(v), 1),
                OpCase.of("log 1000", (p, in) -> Log.log(p, in[0])).input(v -> 1 + Math.abs(v), 1000),
                OpCase.of("affine 5x7x3", (p, in) -> Affine.affine(p, in[0], in[1], in[2]))
                        .input(5, 7)
                        .input(3, 7)
                        .input(3),
                OpCase.of("affine 33x17x31", (p, in) -> Affine.affine(p, in[0], in[1], null))
                        .input(33, 17)
                        .input(31, 17));
    }
}
