package dev.lethe.torch;

import java.util.stream.Stream;

/** Every operation and loss that libtorch can express through DJL, a class per family. */
final class TorchCases {
    private TorchCases() {}

    static Stream<TorchCase> all() {
        return Stream.of(
                        TorchElementCases.all(),
                        TorchRowCases.all(),
                        TorchLayerCases.all(),
                        TorchNormCases.all(),
                        TorchLossCases.all())
                .flatMap(s -> s);
    }
}
