package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.CpuDevice;
import dev.lethe.examples.Softsign;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import dev.lethe.testing.RunComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own kernels take the way that Lethe's take. */
@Tag("cuda")
class CudaLoadTest {
    private static final Path SOFTSIGN = Path.of("src/test/java/dev/lethe/examples/softsign.cu");

    @Test
    void anOperationOfAUser() {
        OpCase c = OpCase.of("softsign", (pass, in) -> Softsign.softsign(pass, in[0]))
                .input(v -> v + Math.signum(v) * 0.2, 33);
        try (Device cuda = TestDevice.checked();
                Device cpu = new CpuDevice(1, false)) {
            cuda.load(SOFTSIGN);
            cpu.load(SOFTSIGN);
            OpHarness harness = new OpHarness(cuda);
            harness.check(c);
            RunComparison.check(c, new OpHarness(cpu).run(c), harness.run(c));
        }
    }

    @Test
    void saysWhatIsWrong(@TempDir Path folder) throws IOException {
        Path taken = Files.writeString(
                folder.resolve("taken.cu"), "extern \"C\" __global__ void fill(float* y, int n) { y[0] = n; }\n");
        Path broken = Files.writeString(
                folder.resolve("broken.cu"), "extern \"C\" __global__ void broken(float* y) { y[0] = undeclared; }\n");
        Path none = Files.writeString(folder.resolve("none.cu"), "int x;\n");
        String another = "extern \"C\" __global__ void another(float* y, int n) { y[0] = n; }\n";
        Path same = Files.writeString(folder.resolve("elementwise.cu"), another);
        Path own = Files.writeString(folder.resolve("softsign.cu"), another);
        try (Device cuda = TestDevice.checked();
                Arena arena = cuda.arena("data", 1 << 20)) {
            refused("fill of taken.cu has the name of a kernel of elementwise.cu", () -> cuda.load(taken));
            refused("none.cu has no kernel", () -> cuda.load(none));
            refused("nowhere.cu cannot be read", () -> cuda.load(folder.resolve("nowhere.cu")));
            String message = assertThrows(IllegalStateException.class, () -> cuda.load(broken))
                    .getMessage();
            assertTrue(message.contains("undeclared"), message);
            cuda.load(SOFTSIGN);
            refused("a file elementwise.cu of kernels is there already: rename this one", () -> cuda.load(same));
            refused("a file softsign.cu of kernels is there already", () -> cuda.load(own));
            refused("kernel softsign_forward of softsign.cu has the name of a kernel", () -> cuda.load(SOFTSIGN));
            Tensor x = arena.floats(3);
            cuda.upload(new float[] {1, -3, 0}, x);
            Kernel forward = Kernel.deviceOnly("softsign_forward");
            cuda.launch(forward).in(x).out(x).i32(3).each(3);
            assertArrayEquals(new float[] {0.5f, -0.75f, 0}, cuda.floats(x));
            refused(
                    "kernel softsign_sideways is in no file",
                    () -> cuda.launch(Kernel.deviceOnly("softsign_sideways")));
            refused(
                    "argument 0 of kernel softsign_forward is F32[3] that is written",
                    () -> cuda.launch(forward).out(x));
            refused(
                    "was given 2 arguments, but takes 3",
                    () -> cuda.launch(forward).in(x).out(x).each(3));
            assertEquals(3, cuda.floats(x).length, "the device stays usable");
        }
    }

    private static void refused(String what, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(what), message);
    }
}
