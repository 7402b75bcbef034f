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

/** The same seed gives the same bits, twice in a process and in two processes, whatever order blocks are run in. */
@Tag("cuda")
class CudaDeterminismTest {
    private static Process start(String order) throws Exception {
        Fork fork = new Fork().environment("LETHE_EMULATED_SEED", order);
        if (TestDevice.emulated()) {
            fork.property("lethe.emulated", EmulatedProvider.folder());
        }
        return fork.start(TrainingHash.class, TestDevice.name(), "convnet", "1");
    }

    private static List<String> hashes(Process process) throws Exception {
        String output = Fork.output(process);
        List<String> hashes = output.lines()
                .filter(line -> line.startsWith("hash "))
                .map(line -> line.substring(5))
                .collect(Collectors.toList());
        assertEquals(2, hashes.size(), output);
        return hashes;
    }

    @Test
    void sameSeedSameBits() throws Exception {
        Process natural = start("0");
        Process shuffled = start("7");
        List<String> first = hashes(natural);
        assertEquals(first.get(0), first.get(1), "first and second run in one process");
        assertEquals(first, hashes(shuffled), "two processes, of which one runs blocks and threads in another order");
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
