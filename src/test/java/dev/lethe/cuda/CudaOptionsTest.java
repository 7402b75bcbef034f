package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CudaOptionsTest {
    private static CudaOptions parse(String option) {
        return CudaOptions.parse("cuda", option, CudaOptions.Images.FATBIN);
    }

    @Test
    void everyPartIsOptional() {
        assertEquals(
                new CudaOptions("", Arena.UNLIMITED, MatrixMath.FLOAT32, CudaOptions.Images.FATBIN),
                parse(""),
                "full float32 unless something else is asked for");
        assertEquals(
                new CudaOptions("1", 3L << 30, MatrixMath.TF32, CudaOptions.Images.FATBIN),
                parse("1,memory=3g,math=tf32"));
        assertEquals("GPU-1a2b", parse("memory=5000,GPU-1a2b").device());
        assertEquals(5000, parse("memory=5000,GPU-1a2b").memory());
        assertEquals(7 << 10, parse("memory=7K").memory());
        assertEquals(MatrixMath.BF16, parse("math=bf16").math());
        assertEquals(
                CudaOptions.Images.STRICT,
                CudaOptions.parse("cuda-emulated", "strict", CudaOptions.Images.FAST)
                        .images());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",memory=5000", ",math=bf16", ",memory=1073741824,math=tf32", ",memory=1,strict"})
    void theNameKeepsThem(String suffix) {
        CudaOptions options = CudaOptions.parse("cuda-emulated", "1" + suffix, CudaOptions.Images.FAST);
        assertEquals(suffix, options.suffix());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory=abc|device 'cuda:memory=abc': memory=abc: a number of bytes is expected, such as 8g or 500m",
                "memory=|memory=: a number of bytes is expected",
                "memory=-3g|memory=-3g: a number of bytes is expected",
                "memory=0|memory=0: more than nothing is expected",
                "memory=99999999999g|a number of bytes is expected",
                "0,math=half|device 'cuda:0,math=half': math=half is none of float32, tf32, bf16",
                "first|'first' is none of these, or given twice: a device's index, its UUID (GPU-...), memory=BYTES",
                "strict|'strict' is none of",
                "0,,memory=1g|'' is none of",
                "-1|'-1' is none of",
                "0,1|'1' is none of these, or given twice",
                "GPU-1a2b,0|'0' is none of these, or given twice",
                "memory=1g,memory=2g|'memory=2g' is none of these, or given twice",
                "math=float32,0,math=tf32|'math=tf32' is none of these, or given twice"
            })
    void whatIsWrongIsNamed(String option, String message) {
        String said = assertThrows(IllegalArgumentException.class, () -> parse(option))
                .getMessage();
        assertTrue(said.contains(message), said);
    }
}
