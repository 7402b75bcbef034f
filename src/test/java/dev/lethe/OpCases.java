package dev.lethe;

import dev.lethe.testing.OpCase;
import java.util.stream.Stream;

/** Every operation and loss of the library with inputs to check it on, a class per family. */
public final class OpCases {
    private OpCases() {}

    public static Stream<OpCase> all() {
        return Stream.of(ActivationCases.all(), LossCases.all()).flatMap(s -> s);
    }
}
