package dev.lethe.torch;

import dev.lethe.Device;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.testing.OpHarness;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TorchCasesTest {
    private static final Device DEVICE = new CpuDevice(2, true);

    @BeforeAll
    static void start() {
        Torch.require();
    }

    @AfterAll
    static void close() {
        DEVICE.close();
    }

    static Stream<TorchCase> cases() {
        return TorchCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputAndGradients(TorchCase c) {
        c.check(new OpHarness(DEVICE));
    }
}
