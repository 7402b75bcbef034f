package dev.lethe.torch;

import dev.lethe.op.Affine;
import dev.lethe.op.Gelu;
import dev.lethe.op.Relu;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Functions of one element, and affine maps. */
final class TorchActivationCases {
    private TorchActivationCases() {}

    static Stream<TorchCase> all() {
        return Stream.of(
                TorchCase.of(
                        OpCase.of("gelu 33x17", (p, in) -> Gelu.gelu(p, in[0])).input(v -> 2 * v, 33, 17),
                        in -> in[0].getNDArrayInternal().gelu()),
                TorchCase.of(
                        OpCase.of("relu 1025", (p, in) -> Relu.relu(p, in[0])).input(1025),
                        in -> in[0].getNDArrayInternal().relu()),
                TorchCase.of(
                        OpCase.of("affine 33x31x1000", (p, in) -> Affine.affine(p, in[0], in[1], in[2]))
                                .input(33, 1000)
                                .input(31, 1000)
                                .input(31),
                        in -> TorchOps.linear(in[0], in[1], in[2])),
                TorchCase.of(
                        OpCase.of("affine of three axes", (p, in) -> Affine.affine(p, in[0], in[1], null))
                                .input(3, 5, 32)
                                .input(7, 32),
                        in -> TorchOps.linear(in[0], in[1], null)));
    }
}
