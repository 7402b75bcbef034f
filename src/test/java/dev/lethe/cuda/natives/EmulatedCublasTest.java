package dev.lethe.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmulatedCublasTest {
    @Test
    void doesWhatCublasDoes() throws Exception {
        assertEquals("800 products are right", run("all"));
    }

    /** The first such fault ends the driver's context, so each has a process. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "shortA; operand A, reads 256 bytes",
                "shortB; operand B, reads 256 bytes",
                "shortC; operand C, reads 256 bytes",
                "shortOutput; operand C, writes 256 bytes",
                "freedWorkspace; workspace, writes 4096 bytes"
            })
    void leavingAnOperandIsFound(String fault, String report) throws Exception {
        String text = run(fault);
        assertTrue(text.contains("cuBLAS gemm, " + report), text);
    }

    private static String run(String check) throws Exception {
        return new Fork().run(CublasProbe.class, Native.emulated().toString(), check);
    }
}
