package dev.lethe.torch;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.testing.OpHarness;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("devices")
class TorchCasesTest {
    private static Device device;

    @BeforeAll
    static void open() {
        device = DeviceUnderTest.checked();
    }

    @BeforeAll
    static void start() {
        Torch.require();
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    static Stream<TorchCase> cases() {
        return TorchCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputAndGradients(TorchCase c) {
        c.check(new OpHarness(device));
    }
}
