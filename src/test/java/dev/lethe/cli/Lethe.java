package dev.lethe.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The command line in a JVM of its own, as the launcher starts it, with its two outputs in files. */
record Lethe(Process process, Path out, Path err) {

    static Lethe start(Path folder, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--add-modules") || a.startsWith("--enable-native"))
                .forEach(command::add);
        // As -Dlethe.emulated and -Dlethe.cublas, which devices need; what is for tests alone is not the user's.
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("lethe.") && !name.startsWith("lethe.test."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Lethe(process, out, err);
    }

    static Lethe run(Path folder, String... args) throws Exception {
        Lethe lethe = start(folder, args);
        lethe.exitCode();
        return lethe;
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the command line did not end within two minutes");
        }
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(out);
    }

    /** Lines on standard error, without the announcements that the Vector API is there or not. */
    List<String> errors() throws IOException {
        return Files.readAllLines(err).stream()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .filter(line -> !line.contains("dev.lethe.cpu.LanesChoice"))
                .filter(line -> !line.startsWith("INFO: the Vector API is not loaded"))
                .collect(Collectors.toList());
    }
}
