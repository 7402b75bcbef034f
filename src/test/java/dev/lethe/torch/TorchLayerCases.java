package dev.lethe.torch;

import ai.djl.ndarray.NDArray;
import dev.lethe.op.Attention;
import dev.lethe.op.AvgPool2d;
import dev.lethe.op.Conv2d;
import dev.lethe.op.GlobalAvgPool;
import dev.lethe.op.MatMul;
import dev.lethe.op.MaxPool2d;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Convolution, pools, products and attention. */
final class TorchLayerCases {
    private TorchLayerCases() {}

    static Stream<TorchCase> all() {
        return Stream.of(
                        Stream.of(
                                conv("", 2, 3, 9, 5, 3, 1, 1),
                                conv("", 3, 1, 28, 16, 5, 1, 2),
                                conv("", 2, 4, 8, 6, 1, 1, 0),
                                conv("", 2, 3, 11, 4, 3, 2, 1),
                                conv("", 1, 2, 7, 3, 5, 3, 0)),
                        Stream.of(maxPool("", 8, 2, 2, 0), maxPool("", 11, 3, 2, 1), maxPool("", 7, 3, 1, 1)),
                        Stream.of(averagePool("", 8, 2, 2, 0), averagePool("", 11, 3, 2, 1)),
                        products(),
                        Stream.of(attention(false), attention(true)))
                .flatMap(s -> s);
    }

    static TorchCase conv(String prefix, int n, int c, int size, int out, int kernel, int stride, int padding) {
        String name = prefix + "conv2d " + n + "x" + c + "x" + size + ", " + out + " of " + kernel + ", stride "
                + stride + ", padding " + padding;
        return TorchCase.of(
                OpCase.of(name, (p, in) -> Conv2d.conv2d(p, in[0], in[1], in[2], stride, padding))
                        .input(n, c, size, size + 1)
                        .input(out, c, kernel, kernel)
                        .input(out),
                in -> TorchOps.conv2d(in[0], in[1], in[2], stride, padding));
    }

    static TorchCase maxPool(String prefix, int size, int kernel, int stride, int padding) {
        String name =
                prefix + "max pool of " + size + ", window " + kernel + ", stride " + stride + ", padding " + padding;
        return TorchCase.of(
                OpCase.of(name, (p, in) -> MaxPool2d.maxPool2d(p, in[0], kernel, stride, padding))
                        .input(2, 3, size, size + 1),
                in -> TorchOps.maxPool(in[0], kernel, stride, padding));
    }

    static TorchCase averagePool(String prefix, int size, int kernel, int stride, int padding) {
        String name = prefix + "average pool of " + size + ", window " + kernel + ", stride " + stride + ", padding "
                + padding;
        return TorchCase.of(
                OpCase.of(name, (p, in) -> AvgPool2d.avgPool2d(p, in[0], kernel, stride, padding))
                        .input(2, 3, size, size + 1),
                in -> TorchOps.averagePool(in[0], kernel, stride, padding, true));
    }

    private static Stream<TorchCase> products() {
        return Stream.of(
                TorchCase.of(
                        OpCase.of("global average pool", (p, in) -> GlobalAvgPool.globalAvgPool(p, in[0]))
                                .input(3, 5, 7, 6),
                        in -> in[0].getNDArrayInternal().globalAvgPool()),
                TorchCase.of(
                        OpCase.of("batched product", (p, in) -> MatMul.matmul(p, in[0], in[1]))
                                .input(3, 5, 33)
                                .input(3, 33, 7),
                        in -> in[0].batchMatMul(in[1])),
                TorchCase.of(
                        OpCase.of(
                                        "batched product, both stored transposed",
                                        (p, in) -> MatMul.matmul(p, in[0], in[1], true, true))
                                .input(3, 33, 5)
                                .input(3, 7, 33),
                        in -> in[0].transpose(0, 2, 1).batchMatMul(in[1].transpose(0, 2, 1))));
    }

    private static TorchCase attention(boolean causal) {
        return TorchCase.of(
                OpCase.of(
                                causal ? "causal attention" : "attention",
                                (p, in) -> Attention.attention(p, in[0], in[1], in[2], causal))
                        .input(2, 3, 9, 8)
                        .input(2, 3, 9, 8)
                        .input(2, 3, 9, 5),
                in -> TorchOps.attention(heads(in[0]), heads(in[1]), heads(in[2]), causal));
    }

    /** (n, heads, t, d) to (n heads, t, d). */
    private static NDArray heads(NDArray x) {
        return x.reshape(-1, x.getShape().get(2), x.getShape().get(3));
    }
}
