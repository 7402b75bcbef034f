package dev.lethe.cuda;

import dev.lethe.Device;
import dev.lethe.OpCases;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import dev.lethe.testing.RunComparison;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation on a CUDA device with checked memory: the CPU's numbers, and the same bits a second time. */
@Tag("cuda")
class CudaCasesTest {
    private static final Device CPU = new CpuDevice(1, false);
    private static Device cuda;

    @BeforeAll
    static void open() {
        cuda = TestDevice.checked();
    }

    @AfterAll
    static void close() {
        CPU.close();
        if (cuda != null) {
            cuda.close();
        }
    }

    static Stream<OpCase> cases() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheCpu(OpCase c) {
        RunComparison.check(c, new OpHarness(CPU).run(c), new OpHarness(cuda).checkBits(c));
    }
}
