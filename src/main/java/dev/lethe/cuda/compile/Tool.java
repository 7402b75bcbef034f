package dev.lethe.cuda.compile;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiler that is started as a process.
 *
 * @param name for messages
 * @param path of the program
 */
record Tool(String name, Path path) {
    /**
     * Finds a program: by a system property, on the PATH, or in further folders. The property may be {@code none}.
     *
     * @return null if it is nowhere
     * @throws IllegalArgumentException if the property names something that cannot be started
     */
    static Tool find(String name, String property, List<Path> folders) {
        String said = System.getProperty(property, "");
        if (said.equals("none")) {
            return null;
        }
        if (!said.isEmpty()) {
            Path path = Path.of(said);
            if (!Files.isExecutable(path)) {
                throw new IllegalArgumentException(
                        "system property " + property + "=" + said + ": no program can be started there");
            }
            return new Tool(name, path);
        }
        List<Path> searched = new ArrayList<>();
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                searched.add(Path.of(folder));
            }
        }
        searched.addAll(folders);
        for (Path folder : searched) {
            Path file = folder.resolve(File.separatorChar == '\\' ? name + ".exe" : name);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return new Tool(name, file);
            }
        }
        return null;
    }

    /**
     * Runs the program to its end.
     *
     * @return what it printed
     * @throws IllegalStateException with what it printed, if it fails
     */
    String run(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(path.toString());
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + "\nended with exit code " + code + ":\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + " was interrupted", e);
        }
    }
}
