package dev.lethe;

import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Every operation and loss of the library with inputs to check it on, a class per family. */
public final class OpCases {
    private OpCases() {}

    public static Stream<OpCase> all() {
        Stream.Builder<Stream<OpCase>> families = Stream.builder();
        families.add(ActivationCases.all());
        families.add(ArithmeticCases.all());
        families.add(RowCases.all());
        families.add(ShapeCases.all());
        families.add(PoolCases.all());
        families.add(NormCases.all());
        families.add(AttentionCases.all());
        families.add(LossCases.all());
        families.add(ConvCases.all());
        return families.build().flatMap(s -> s);
    }
}
