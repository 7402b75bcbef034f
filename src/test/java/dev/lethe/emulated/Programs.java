package dev.lethe.emulated;

import dev.lethe.cuda.TestDevice;
import dev.lethe.cuda.compile.HostCompiler;
import dev.lethe.cuda.compile.KernelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The programs and kernel images of {@code native/emulated/test}, built once, each run in a process of its own. */
final class Programs {
    private static final Path SOURCES = Path.of("native/emulated/test");

    private final Path folder;
    private final Path emulated;
    private final HostCompiler compiler = HostCompiler.find();

    Programs(Path folder) {
        TestDevice.require();
        this.folder = folder;
        emulated = Path.of(System.getProperty("lethe.emulated"));
    }

    /** Compiles a kernel file; returns its image. */
    Path image(String name, boolean strict) {
        Path source = SOURCES.resolve(name + ".cu");
        Path image = folder.resolve(name + (strict ? "-strict" : "-fast") + ".so");
        compile(source, strict, image);
        return image;
    }

    void compile(Path source, boolean strict, Path image) {
        compiler.compileKernels(
                KernelSource.read(source),
                source,
                List.of(Path.of("kernels"), emulated.resolve("include")),
                strict,
                emulated.resolve("libcuda.so.1"),
                image);
    }

    Path program(String name) throws Exception {
        Path program = folder.resolve(name);
        Path driver = emulated.resolve("libcuda.so.1").toAbsolutePath();
        String said = output(
                new ProcessBuilder(List.of(
                        "g++",
                        "-std=c++17",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        "-o",
                        program.toString(),
                        SOURCES.resolve(name + ".cpp").toString(),
                        driver.toString(),
                        "-Wl,-rpath," + driver.getParent())),
                name);
        if (!said.isEmpty()) {
            throw new AssertionError(said);
        }
        return program;
    }

    /** What a program says on its standard output; it must end well. */
    static String run(Map<String, String> environment, Path program, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        for (Object a : arguments) {
            command.add(a.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return output(builder.redirectError(ProcessBuilder.Redirect.DISCARD), String.join(" ", command));
    }

    private static String output(ProcessBuilder builder, String what) throws IOException, InterruptedException {
        Path said = Files.createTempFile("emulated", ".txt");
        try {
            Process process = builder.redirectOutput(said.toFile()).start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(what + " did not end:\n" + Files.readString(said));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(what + " ended with " + process.exitValue() + ":\n" + Files.readString(said));
            }
            return Files.readString(said).strip();
        } finally {
            Files.delete(said);
        }
    }
}
