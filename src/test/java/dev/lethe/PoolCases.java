package dev.lethe;

import dev.lethe.op.AvgPool2d;
import dev.lethe.op.GlobalAvgPool;
import dev.lethe.op.MaxPool2d;
import dev.lethe.testing.OpCase;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/** Maxima and means of windows. */
final class PoolCases {
    private PoolCases() {}

    static Stream<OpCase> all() {
        return Stream.of(
                max(1, 1, 0, 1, 1, 1, 1),
                max(2, 2, 0, 2, 3, 6, 8),
                max(2, 2, 0, 33, 1, 3, 5),
                max(2, 1, 0, 1, 2, 5, 6),
                max(2, 2, 1, 2, 2, 5, 6),
                max(3, 2, 1, 2, 3, 7, 8),
                max(3, 1, 1, 1, 2, 4, 5),
                max(5, 3, 2, 1, 2, 11, 9),
                max(2, 3, 0, 1, 31, 5, 4),
                average(1, 1, 0, 1, 1, 1, 1),
                average(2, 2, 0, 2, 3, 6, 7),
                average(3, 2, 1, 2, 3, 7, 8),
                average(3, 1, 1, 1, 33, 4, 5),
                average(2, 3, 1, 1, 2, 8, 7),
                global(1, 1, 1, 1),
                global(3, 5, 4, 7),
                global(2, 31, 1, 1),
                global(1, 1, 25, 41));
    }

    private static OpCase max(int kernel, int stride, int padding, int... dims) {
        return OpCase.of(
                        name("max", kernel, stride, padding, dims),
                        (p, in) -> MaxPool2d.maxPool2d(p, in[0], kernel, stride, padding))
                .input(apart(), dims);
    }

    private static OpCase average(int kernel, int stride, int padding, int... dims) {
        return OpCase.of(
                        name("average", kernel, stride, padding, dims),
                        (p, in) -> AvgPool2d.avgPool2d(p, in[0], kernel, stride, padding))
                .input(dims);
    }

    private static OpCase global(int... dims) {
        return OpCase.of("global average pool " + Shape.of(dims), (p, in) -> GlobalAvgPool.globalAvgPool(p, in[0]))
                .input(dims);
    }

    private static String name(String what, int kernel, int stride, int padding, int... dims) {
        return what + " pool " + Shape.of(dims) + " k" + kernel + " s" + stride + " p" + padding;
    }

    /** Values in disorder of which neighbours differ by at least 1/2: no difference step changes a winner. */
    private static DoubleUnaryOperator apart() {
        int[] next = new int[1];
        return v -> (next[0]++ * 83 % 211 - 105) / 2.0;
    }
}
