package dev.lethe.cuda.natives;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A class's main method in a JVM of its own, because a process loads its native libraries once. */
public final class Fork {
    private final List<String> options = new ArrayList<>();
    private String libraries = "";
    private String classPath = System.getProperty("java.class.path");

    public Fork property(String name, Object value) {
        options.add("-D" + name + "=" + value);
        return this;
    }

    /** Takes a folder into the linker's search. */
    Fork linking(Path folder) {
        libraries = folder.toString();
        return this;
    }

    /** Takes JCuda off the class path. */
    public Fork withoutJCuda() {
        classPath = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("jcu"))
                .collect(Collectors.joining(File.pathSeparator));
        return this;
    }

    public Process start(Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-cp", classPath));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(args));
        return launch(command, libraries);
    }

    /** What it printed; it must end well. */
    public String run(Class<?> main, String... args) throws Exception {
        return output(start(main, args));
    }

    static Process command(List<String> command) throws IOException {
        return launch(command, "");
    }

    private static Process launch(List<String> command, String libraries) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("LD_LIBRARY_PATH", libraries, (old, more) -> more + File.pathSeparator + old);
        return builder.start();
    }

    static String output(Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes()).strip();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("a process of the test ended with " + process.exitValue() + ":\n" + text);
        }
        return text;
    }
}
