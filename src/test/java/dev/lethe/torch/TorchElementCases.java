package dev.lethe.torch;

import ai.djl.ndarray.NDArray;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.op.Add;
import dev.lethe.op.AddRow;
import dev.lethe.op.Affine;
import dev.lethe.op.Exp;
import dev.lethe.op.Gelu;
import dev.lethe.op.LeakyRelu;
import dev.lethe.op.Log;
import dev.lethe.op.Multiply;
import dev.lethe.op.Relu;
import dev.lethe.op.Scale;
import dev.lethe.op.Sigmoid;
import dev.lethe.op.Tanh;
import dev.lethe.testing.OpCase;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Functions of one element or two, and affine maps. */
final class TorchElementCases {
    private TorchElementCases() {}

    static Stream<TorchCase> all() {
        return Stream.of(
                unary("gelu", Gelu::gelu, x -> x.getNDArrayInternal().gelu()),
                unary("relu", Relu::relu, x -> x.getNDArrayInternal().relu()),
                unary(
                        "leaky relu",
                        (p, x) -> LeakyRelu.leakyRelu(p, x, 0.2f),
                        x -> x.getNDArrayInternal().leakyRelu(0.2f)),
                unary("tanh", Tanh::tanh, NDArray::tanh),
                unary("sigmoid", Sigmoid::sigmoid, x -> x.getNDArrayInternal().sigmoid()),
                unary("exp", Exp::exp, NDArray::exp),
                unary("scale", (p, x) -> Scale.scale(p, x, -1.7f), x -> x.mul(-1.7f)),
                TorchCase.of(
                        OpCase.of("log", (p, in) -> Log.log(p, in[0])).input(v -> Math.abs(v) + 0.01, 1000),
                        in -> in[0].log()),
                TorchCase.of(
                        OpCase.of("add", (p, in) -> Add.add(p, in[0], in[1]))
                                .input(31, 33)
                                .input(31, 33),
                        in -> in[0].add(in[1])),
                TorchCase.of(
                        OpCase.of("multiply", (p, in) -> Multiply.multiply(p, in[0], in[1]))
                                .input(31, 33)
                                .input(31, 33),
                        in -> in[0].mul(in[1])),
                TorchCase.of(
                        OpCase.of("add row", (p, in) -> AddRow.addRow(p, in[0], in[1]))
                                .input(31, 5, 7)
                                .input(5, 7),
                        in -> in[0].add(in[1])),
                TorchCase.of(
                        OpCase.of("affine 33x31x1000", (p, in) -> Affine.affine(p, in[0], in[1], in[2]))
                                .input(33, 1000)
                                .input(31, 1000)
                                .input(31),
                        in -> TorchOps.linear(in[0], in[1], in[2])),
                TorchCase.of(
                        OpCase.of("affine of three axes, no bias", (p, in) -> Affine.affine(p, in[0], in[1], null))
                                .input(3, 5, 32)
                                .input(7, 32),
                        in -> TorchOps.linear(in[0], in[1], null)));
    }

    /** Values up to about 10 in magnitude, so that the tails count. */
    private static TorchCase unary(String name, BiFunction<Pass, Tensor, Tensor> ours, UnaryOperator<NDArray> theirs) {
        OpCase c = OpCase.of(name + " 33x31", (p, in) -> ours.apply(p, in[0])).input(v -> 3 * v, 33, 31);
        return TorchCase.of(c, in -> theirs.apply(in[0]));
    }
}
