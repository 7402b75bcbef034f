package dev.lethe;

import dev.lethe.cpu.CpuDevice;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpCasesTest {
    private static final Device DEVICE = new CpuDevice(2, true);

    @AfterAll
    static void close() {
        DEVICE.close();
    }

    static Stream<OpCase> cases() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void derivativeBitsAndMemory(OpCase c) {
        new OpHarness(DEVICE).check(c);
    }
}
