package dev.lethe.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatedCublasTest {
    @TempDir
    Path folder;

    @Test
    void doesWhatCublasDoes() throws Exception {
        Native.assumeCompiler();
        Path driver = folder.resolve("libcuda.so.1");
        Native.compile("-O1 -fPIC -shared -Wl,-soname,libcuda.so.1 src/test/native/driver_stand_in.cpp -o " + driver);
        Native.compile("-O3 -march=native -ffp-contract=fast -fPIC -shared -Wall -Wextra -Werror "
                + "-Wl,-soname,libcublas.so.12 -Wl,--version-script,native/cublas/libcublas.map "
                + "native/cublas/cublas.cpp native/cublas/gemm.cpp " + driver + " -o "
                + folder.resolve("libcublas.so.12"));
        assertEquals("800 products are right", new Fork().run(CublasProbe.class, folder.toString()));
    }
}
