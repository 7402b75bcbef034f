package dev.lethe;

import dev.lethe.op.Conv2d;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Convolutions of every kind of window: odd and even kernels, strides above the kernel, more padding than needed. */
final class ConvCases {
    private ConvCases() {}

    static Stream<OpCase> all() {
        return Stream.of(
                conv(1, 2, 7, 5, 3, 3, 3, 1, 1, true),
                conv(3, 3, 5, 7, 2, 3, 3, 1, 0, false),
                conv(3, 1, 9, 9, 2, 5, 5, 1, 2, true),
                conv(1, 5, 4, 4, 9, 1, 1, 1, 0, true),
                conv(3, 3, 5, 5, 2, 1, 1, 2, 0, false),
                conv(2, 2, 8, 7, 3, 3, 3, 2, 1, true),
                conv(3, 2, 7, 7, 2, 5, 5, 2, 2, true),
                conv(1, 2, 9, 6, 2, 2, 2, 3, 0, true),
                conv(2, 1, 4, 5, 2, 1, 1, 1, 2, false),
                conv(1, 2, 6, 9, 2, 3, 2, 1, 1, true),
                conv(1, 1, 3, 3, 1, 3, 3, 1, 0, true),
                conv(10, 2, 4, 4, 2, 3, 3, 1, 1, true),
                conv(1, 20, 3, 3, 33, 1, 1, 1, 0, true),
                conv(1, 30, 3, 3, 2, 3, 3, 1, 1, false));
    }

    private static OpCase conv(
            int n, int c, int h, int w, int out, int kh, int kw, int stride, int padding, boolean bias) {
        String name = "conv2d " + n + "x" + c + "x" + h + "x" + w + " kernel " + out + "x" + kh + "x" + kw + " stride "
                + stride + " padding " + padding + (bias ? " bias" : "");
        OpCase wanted = OpCase.of(name, (p, in) -> Conv2d.conv2d(p, in[0], in[1], bias ? in[2] : null, stride, padding))
                .input(n, c, h, w)
                .input(out, c, kh, kw);
        return bias ? wanted.input(out) : wanted;
    }
}
