package dev.lethe.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which driver and which cuBLAS a process takes, with stand-ins for NVIDIA's. */
class ChoiceTest {
    @TempDir
    Path folder;

    @BeforeEach
    void onlyWithACompiler() {
        Native.bridge();
    }

    @Test
    void takesCublas12BeforeCublas13() throws Exception {
        driver(12080);
        cublas(13);
        Path cublas = cublas(12);
        String[] lines = choice();
        assertEquals("null", lines[0]);
        assertEquals("cuBLAS 12, " + cublas, lines[1]);
        assertTrue(
                lines[2].startsWith("this process works with the machine's CUDA driver, and a process cannot also"),
                lines[2]);
    }

    @Test
    void takesCublas13ThroughTheBridge() throws Exception {
        driver(13000);
        Path cublas = cublas(13);
        String[] lines = choice();
        assertEquals("null", lines[0]);
        assertEquals("cuBLAS 13 through the bridge, " + cublas, lines[1]);
    }

    @Test
    void aDriverThatIsTooOldIsRefused() throws Exception {
        driver(11040);
        cublas(12);
        String[] lines = choice();
        assertTrue(lines[0].startsWith("the CUDA driver is too old: it supports CUDA 11.4"), lines[0]);
        assertEquals("null", lines[1]);
    }

    private String[] choice() throws Exception {
        return new Fork().linking(folder).run(Probe.class, "choice").split("\n");
    }

    private void driver(int version) throws Exception {
        Native.compile("-fPIC -shared -Wl,-soname,libcuda.so.1 -DVERSION=" + version
                + " src/test/native/driver_version.cpp -o " + folder.resolve("libcuda.so.1"));
    }

    private Path cublas(int version) throws Exception {
        Path file = folder.resolve("libcublas.so." + version);
        Native.compile("-fPIC -shared -I native/bridge -Wl,-soname," + file.getFileName()
                + (version == 12 ? " -Wl,--version-script,native/bridge/bridge.map" : "")
                + " src/test/native/bridge_check.cpp -o " + file);
        return file;
    }
}
