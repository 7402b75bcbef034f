package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.TrainingHash;
import dev.lethe.cuda.natives.Fork;
import dev.lethe.cuda.natives.Natives;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same seed gives the same bits, twice in a process and in two processes, whatever order blocks are run in. */
@Tag("cuda")
class CudaDeterminismTest {
    private static List<String> hashes(String model) throws Exception {
        Fork fork = new Fork();
        if (TestDevice.emulated()) {
            fork.property("lethe.emulated", EmulatedProvider.folder());
        }
        String output = fork.run(TrainingHash.class, TestDevice.name(), model);
        List<String> hashes = output.lines()
                .filter(line -> line.startsWith("hash "))
                .map(line -> line.substring(5))
                .collect(Collectors.toList());
        assertEquals(2, hashes.size(), output);
        return hashes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"convnet", "mlp:48,32"})
    void sameSeedSameBits(String model) throws Exception {
        List<String> first = hashes(model);
        assertEquals(first.get(0), first.get(1), "first and second run in one process");
        assertEquals(first, hashes(model), "two processes");
    }

    @Test
    void aProcessHasOneDriver() {
        try (Device device = TestDevice.open()) {
            String reason = TestDevice.emulated() ? Natives.real().unavailable() : new EmulatedProvider().unavailable();
            assertTrue(
                    reason.startsWith("this process works with the ")
                            && reason.contains(", and a process cannot also work with the"),
                    reason + " beside " + device.description());
        }
    }
}
