package dev.lethe.cuda.natives;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A class's main method in a JVM of its own, because a process loads its native libraries once. */
public final class Fork {
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String classPath = System.getProperty("java.class.path");

    public Fork property(String name, Object value) {
        options.add("-D" + name + "=" + value);
        return this;
    }

    /** Takes a folder into the linker's search. */
    Fork linking(Path folder) {
        String others = System.getenv("LD_LIBRARY_PATH");
        environment.put("LD_LIBRARY_PATH", others == null ? folder.toString() : folder + File.pathSeparator + others);
        return this;
    }

    /** Sets a variable of the environment. */
    public Fork environment(String name, String value) {
        environment.put(name, value);
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
        return launch(command, environment);
    }

    /** What it printed; it must end well. */
    public String run(Class<?> main, String... args) throws Exception {
        return output(start(main, args));
    }

    static Process command(List<String> command) throws IOException {
        return launch(command, Map.of());
    }

    private static Process launch(List<String> command, Map<String, String> more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(more);
        return builder.start();
    }

    public static String output(Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes()).strip();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("a process of the test ended with " + process.exitValue() + ":\n" + text);
        }
        return text;
    }
}
