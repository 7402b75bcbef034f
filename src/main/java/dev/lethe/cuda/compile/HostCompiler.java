package dev.lethe.cuda.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The C++ compiler g++, which builds the emulated driver, kernels for it, and the cuBLAS bridge. Looked for by the
 * system property {@code lethe.gxx} and on the PATH.
 */
public final class HostCompiler {
    private static final List<String> COMMON = List.of("-std=c++17", "-fPIC", "-Wall", "-Wextra");
    private static final List<String> FAST = List.of("-O2", "-march=native", "-ffp-contract=off", "-fno-gnu-unique");
    // Only the instrumentation is wanted: the functions that it calls are the emulated driver's own.
    private static final List<String> STRICT = List.of(
            "-O1",
            "-g",
            "-march=native",
            "-ffp-contract=off",
            "-fno-gnu-unique",
            "-fsanitize=thread",
            "-DLETHE_STRICT");

    private final Tool tool;

    private HostCompiler(Tool tool) {
        this.tool = tool;
    }

    /** The compiler of this machine, or null; always null where it is no Linux. */
    public static HostCompiler find() {
        if (!System.getProperty("os.name").startsWith("Linux")) {
            // The sources are for ELF and glibc, and g++ elsewhere may be another compiler.
            return null;
        }
        Tool tool = Tool.find("g++", "lethe.gxx", List.of());
        return tool == null ? null : new HostCompiler(tool);
    }

    /**
     * Compiles a kernel file for the emulated driver.
     *
     * @param strict whether every access to memory is to be seen by the driver
     * @param includes folders of common.cuh and emulated.h
     * @param driver the emulated libcuda.so.1
     * @param image where the result goes
     * @param more options, such as to fail for warnings
     * @throws IllegalStateException with the compiler's messages
     */
    public void compileKernels(
            KernelSource kernels,
            Path source,
            List<Path> includes,
            boolean strict,
            Path driver,
            Path image,
            String... more) {
        Path object = image.resolveSibling(image.getFileName() + ".o");
        Path table = image.resolveSibling(image.getFileName() + ".cpp");
        try {
            Files.writeString(table, table(kernels, source));
            List<String> arguments = new ArrayList<>(kernelOptions(strict));
            arguments.addAll(List.of(more));
            includes.forEach(folder -> arguments.addAll(List.of("-I", folder.toString())));
            arguments.addAll(List.of("-c", table.toString(), "-o", object.toString()));
            tool.run(arguments);
            tool.run(
                    List.of("-shared", "-Wl,-Bsymbolic", object.toString(), driver.toString(), "-o", image.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(object);
            delete(table);
        }
    }

    /** Builds a shared library from sources in C++ and assembly. */
    void library(List<Path> sources, List<String> options, Path result) {
        List<String> arguments = new ArrayList<>(COMMON);
        arguments.addAll(List.of("-O3", "-shared"));
        if (KernelBuild.STRICT) {
            arguments.add("-Werror");
        }
        sources.forEach(s -> arguments.add(s.toString()));
        arguments.addAll(options);
        arguments.addAll(List.of("-o", result.toString()));
        tool.run(arguments);
    }

    List<String> kernelOptions(boolean strict) {
        List<String> all = new ArrayList<>(COMMON);
        all.addAll(strict ? STRICT : FAST);
        // Markers that only nvcc and the registry read.
        all.addAll(List.of("-Wno-unknown-pragmas", "-DLETHE_EMULATED", "-include", "emulated.h"));
        return all;
    }

    String version() {
        return tool.run(List.of("--version")).split("\n", 2)[0];
    }

    private static String table(KernelSource kernels, Path source) {
        String entries = kernels.prototypes().stream()
                .map(p -> "EMULATED_KERNEL_BOUNDS(" + p.symbol() + ", " + p.bound() + ")")
                .collect(Collectors.joining(",\n    "));
        return "#include \"" + source.toAbsolutePath() + "\"\n#include \"registry.h\"\nEMULATED_KERNELS(" + entries
                + ")\n";
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a folder with one of the endings, in order. */
    static List<Path> sources(Path folder, String... endings) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> Stream.of(endings)
                            .anyMatch(e -> f.getFileName().toString().endsWith(e)))
                    .sorted()
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
