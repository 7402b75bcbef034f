package dev.lethe;

import dev.lethe.op.Concat;
import dev.lethe.op.Dropout;
import dev.lethe.op.Embedding;
import dev.lethe.op.Permute;
import dev.lethe.op.Slice;
import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Values moved, selected and dropped. */
final class ShapeCases {
    private ShapeCases() {}

    static Stream<OpCase> all() {
        return Stream.of(
                OpCase.of("concat rows", (p, in) -> Concat.concat(p, 0, in[0], in[1]))
                        .input(3, 33)
                        .input(5, 33),
                OpCase.of("concat columns", (p, in) -> Concat.concat(p, -1, in[0], in[1], in[2]))
                        .input(31, 1)
                        .input(31, 7)
                        .input(31, 3),
                OpCase.of("concat middle", (p, in) -> Concat.concat(p, 1, in[0], in[1]))
                        .input(3, 2, 5)
                        .input(3, 4, 5),
                OpCase.of("concat 1", (p, in) -> Concat.concat(p, 0, in[0])).input(1),
                OpCase.of("slice rows", (p, in) -> Slice.slice(p, in[0], 0, 2, 5))
                        .input(7, 33),
                OpCase.of("slice columns", (p, in) -> Slice.slice(p, in[0], -1, 1, 32))
                        .input(31, 33),
                OpCase.of("slice middle", (p, in) -> Slice.slice(p, in[0], 1, 0, 1))
                        .input(3, 4, 5),
                OpCase.of("slice all", (p, in) -> Slice.slice(p, in[0], 0, 0, 31))
                        .input(31),
                OpCase.of("permute heads", (p, in) -> Permute.permute(p, in[0], 0, 2, 1, 3))
                        .input(3, 5, 4, 7),
                OpCase.of("permute last", (p, in) -> Permute.permute(p, in[0], 2, 0, 1))
                        .input(5, 7, 31),
                OpCase.of("permute five apart", (p, in) -> Permute.permute(p, in[0], 4, 3, 2, 1, 0))
                        .input(2, 3, 4, 5, 2),
                OpCase.of("permute of one column", (p, in) -> Permute.permute(p, in[0], 1, 0))
                        .input(33, 1),
                OpCase.of("transpose 31x33", (p, in) -> Permute.transpose(p, in[0], 0, -1))
                        .input(31, 33),
                OpCase.of("dropout 1", (p, in) -> Dropout.dropout(p, in[0], 0.1f))
                        .input(1),
                OpCase.of("dropout 1025", (p, in) -> Dropout.dropout(p, in[0], 0.4f))
                        .input(1025),
                OpCase.of("embedding 11x7", (p, in) -> Embedding.embedding(p, in[0], in[1]))
                        .input(11, 7)
                        .labels(11, 3, 5),
                OpCase.of("embedding of one word", (p, in) -> Embedding.embedding(p, in[0], in[1]))
                        .input(31, 33)
                        .values(new int[] {30, 30, 30}, 3));
    }
}
