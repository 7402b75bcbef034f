package dev.lethe;

import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On an emulated device {@code CudaCasesTest} runs these cases with checked memory, and this one their quotients. */
@Tag("devices")
class OpCasesTest {
    private static Device device;

    @BeforeAll
    static void open() {
        device = DeviceUnderTest.filled();
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    static Stream<OpCase> cases() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void derivativeBitsAndMemory(OpCase c) {
        new OpHarness(device).check(c);
    }
}
