package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.cuda.natives.Fork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A kernel that fails makes its device unusable, says why from then on, and harms nothing else. Each case has a process of
 * its own, since a GPU is lost to the process in which a kernel failed.
 */
@Tag("cuda")
class CudaFailureTest {
    private static void run(String which) throws Exception {
        TestDevice.require();
        String said = new Fork().alike().run(BrokenKernels.class, which);
        assertTrue(said.contains("as expected: " + which), said);
    }

    @Test
    void theDeviceSaysWhyAndCloses() throws Exception {
        run("device");
    }

    @Test
    void aReplayThatFailsNamesTheStep() throws Exception {
        run("replay");
    }

    @Test
    void anotherDeviceGoesOn() throws Exception {
        assumeTrue(TestDevice.second() != null, "there is one GPU only");
        run("another");
    }
}
