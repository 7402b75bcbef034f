package dev.lethe.cuda.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelSourceTest {
    @Test
    void readsPrototypes() {
        KernelSource source = KernelSource.parse(
                "some",
                "/* extern \"C\" __global__ void no(int x) */\n"
                        + "// __global__ neither\n"
                        + "PER_THREAD(4)\n"
                        + "extern \"C\" __global__ void __launch_bounds__(256, 2) first(\n"
                        + "    const float* __restrict__ x, float *y,\n    const unsigned char* pixels, int n, float beta) {}\n"
                        + "extern \"C\" __global__ void second(int* z) {}\n",
                "some.cu");
        assertEquals(2, source.prototypes().size());
        Prototype first = source.prototypes().get(0);
        assertEquals("first", first.symbol());
        assertEquals("cpcif", first.signature());
        assertEquals(4, first.perThread());
        assertEquals(256, first.bound());
        assertEquals(
                "PER_THREAD(4) extern \"C\" __global__ void __launch_bounds__(256) first(const float* x, float* y,"
                        + " const unsigned char* pixels, int n, float beta)",
                first.toString());
        assertEquals(
                "extern \"C\" __global__ void second(int* z)",
                source.prototypes().get(1).toString());
    }

    @Test
    void whatItPrintsItReads() {
        Prototype p =
                new Prototype("k", List.of(Parameter.parse("const int* index"), Parameter.parse("float beta")), 2, 128);
        assertEquals(List.of(p), KernelSource.parse("f", p.toString(), "text").prototypes());
    }

    @Test
    void namesWhatItCannotRead() {
        refused("f.cu:2: a kernel must begin with", "\n__global__ void f(int n) {}");
        refused("'double* x' of kernel f", "extern \"C\" __global__ void f(double* x) {}");
        refused("'long n' of kernel f", "extern \"C\" __global__ void f(long n) {}");
        refused("a second kernel f", "extern \"C\" __global__ void f() {}\nextern \"C\" __global__ void f(int n) {}");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> KernelSource.read(Path.of("nowhere.cu")))
                .getMessage()
                .contains("nowhere.cu"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> KernelSource.read(Path.of("file.cpp")))
                .getMessage()
                .contains("ending in .cu"));
    }

    private static void refused(String what, String source) {
        String message = assertThrows(IllegalArgumentException.class, () -> KernelSource.parse("f", source, "f.cu"))
                .getMessage();
        assertTrue(message.contains(what), message);
    }
}
