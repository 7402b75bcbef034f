package dev.lethe;

import dev.lethe.op.Attention;
import dev.lethe.op.MatMul;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Batched matrix products and attention. */
final class AttentionCases {
    private AttentionCases() {}

    static Stream<OpCase> all() {
        return Stream.of(
                product(false, false, new int[] {1, 1}, new int[] {1, 1}),
                product(false, false, new int[] {5, 31}, new int[] {31, 4}),
                product(false, false, new int[] {3, 4, 5}, new int[] {3, 5, 2}),
                product(true, false, new int[] {2, 3, 5, 4}, new int[] {2, 3, 5, 2}),
                product(false, true, new int[] {3, 4, 5}, new int[] {3, 2, 5}),
                product(true, true, new int[] {3, 5, 4}, new int[] {3, 2, 5}),
                product(true, false, new int[] {33, 3}, new int[] {33, 32}),
                attention(false, 1, 1, 1, 1, 1),
                attention(false, 2, 3, 5, 7, 4),
                attention(false, 1, 2, 33, 3, 2),
                attention(true, 1, 1, 1, 1, 3),
                attention(true, 2, 2, 6, 6, 4),
                attention(true, 1, 1, 33, 33, 5),
                OpCase.of("attention, longer values", (p, in) -> Attention.attention(p, in[0], in[1], in[2]))
                        .input(1, 2, 3, 4)
                        .input(1, 2, 5, 4)
                        .input(1, 2, 5, 6));
    }

    private static OpCase product(boolean transA, boolean transB, int[] a, int[] b) {
        return OpCase.of(
                        "matmul " + Shape.of(a) + (transA ? "^T " : " ") + Shape.of(b) + (transB ? "^T" : ""),
                        (p, in) -> MatMul.matmul(p, in[0], in[1], transA, transB))
                .input(a)
                .input(b);
    }

    private static OpCase attention(boolean causal, int n, int heads, int tq, int tk, int d) {
        return OpCase.of(
                        (causal ? "causal attention " : "attention ") + Shape.of(n, heads, tq, tk, d),
                        (p, in) -> Attention.attention(p, in[0], in[1], in[2], causal))
                .input(n, heads, tq, d)
                .input(n, heads, tk, d)
                .input(n, heads, tk, d);
    }
}
