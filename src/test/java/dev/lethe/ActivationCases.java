package dev.lethe;

import dev.lethe.op.Affine;
import dev.lethe.op.Gelu;
import dev.lethe.op.Relu;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Functions of one element, and affine maps. */
final class ActivationCases {
    private ActivationCases() {}

    static Stream<OpCase> all() {
        return Stream.of(
                OpCase.of("gelu 1", (p, in) -> Gelu.gelu(p, in[0])).input(1),
                OpCase.of("gelu 33x17", (p, in) -> Gelu.gelu(p, in[0])).input(33, 17),
                OpCase.of("relu 33", (p, in) -> Relu.relu(p, in[0])).input(v -> v + Math.signum(v) * 0.2, 33),
                OpCase.of("affine 5x7x3", (p, in) -> Affine.affine(p, in[0], in[1], in[2]))
                        .input(5, 7)
                        .input(3, 7)
                        .input(3),
                OpCase.of("affine 33x32x31", (p, in) -> Affine.affine(p, in[0], in[1], null))
                        .input(33, 32)
                        .input(31, 32));
    }
}
