package dev.lethe.cuda.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelBuildTest {
    private static final Path KERNELS = Path.of("kernels");

    @Test
    void withoutCompilersItGoesOnAndSaysSo(@TempDir Path folder) throws Exception {
        String said = build(0, KERNELS, folder);
        assertTrue(said.contains("nvcc is not on this machine: the jar has no GPU kernels"), said);
        assertTrue(
                said.contains("g++ is not on this machine, or it is no Linux: no cuBLAS bridge and no emulated driver"),
                said);
        Path built = folder.resolve(KernelBuild.KERNELS);
        List<String> registry = Files.readAllLines(built.resolve(KernelBuild.REGISTRY));
        assertTrue(registry.stream().anyMatch(line -> line.matches("activation .*\\brelu_forward\\(.*")));
        assertTrue(Files.exists(built.resolve("common.cuh")));
        assertFalse(Files.exists(built.resolve("activation.fatbin")));
        assertFalse(Files.exists(built.resolve(KernelBuild.COMPILER)));
    }

    @Test
    void oneSymbolInTwoFilesIsAnError(@TempDir Path folder) throws Exception {
        Path kernels = Files.createDirectory(folder.resolve("kernels"));
        for (String name : List.of("a.cu", "b.cu")) {
            Files.writeString(kernels.resolve(name), "extern \"C\" __global__ void twice(int n) {}\n");
        }
        String said = build(1, kernels, folder.resolve("classes"));
        assertTrue(said.contains("kernel twice is in a.cu and in b.cu"), said);
        assertFalse(said.contains("Exception"), said);
    }

    @Test
    void aKernelThatSpillsOrCannotStartIsAnError() {
        KernelSource source = KernelSource.parse("f", "extern \"C\" __global__ void f(int n) {}", "f.cu");
        String entry = "ptxas info    : Compiling entry function 'f' for 'sm_90'\n";
        String clean = entry + "    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads\n";
        Resources.check(Path.of("f.cu"), source, clean);
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> Resources.check(
                                Path.of("f.cu"), source, clean.replace("0 bytes spill stores", "8 bytes spill stores")))
                .getMessage();
        assertTrue(message.contains("kernel f for sm_90 spills registers"), message);
        assertThrows(
                IllegalStateException.class,
                () -> Resources.check(Path.of("f.cu"), source, clean.replace("'f'", "'g'")));
        Resources.check(Path.of("f.cu"), source, clean + "ptxas info    : Used 64 registers\n");
        assertThrows(
                IllegalStateException.class,
                () -> Resources.check(Path.of("f.cu"), source, clean + "ptxas info    : Used 65 registers\n"));
    }

    @Test
    void aStampHoldsForTheSameInputsOnly(@TempDir Path folder) throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path input = Files.writeString(folder.resolve("in.cu"), "1");
        Path result = target.resolve("out");
        assertFalse(new Stamp(List.of(input), List.of("-O2")).holds(result));
        Files.writeString(result, "made");
        new Stamp(List.of(input), List.of("-O2")).put(result);
        assertTrue(new Stamp(List.of(input), List.of("-O2")).holds(result));
        assertFalse(new Stamp(List.of(input), List.of("-O3")).holds(result));
        Files.writeString(input, "2");
        assertFalse(new Stamp(List.of(input), List.of("-O2")).holds(result));
        Files.writeString(input, "1");
        Files.delete(result);
        assertFalse(new Stamp(List.of(input), List.of("-O2")).holds(result));
    }

    private static String build(int code, Path kernels, Path classes) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlethe.nvcc=none",
                        "-Dlethe.gxx=none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KernelBuild.class.getName(),
                        kernels.toString(),
                        "native",
                        classes.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), said);
        return said;
    }
}
