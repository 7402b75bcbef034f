package dev.lethe.cuda.natives;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Native code that tests compile. */
final class Native {
    private Native() {}

    /** Skips the tests on a machine without g++; with CI set in the environment they fail there instead. */
    static void assumeCompiler() {
        boolean found = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "g++")));
        if (!found && System.getenv("CI") != null) {
            throw new AssertionError("there is no g++ on the PATH, and CI must not skip these tests");
        }
        assumeTrue(found, "there is no g++ on the PATH");
    }

    static void compile(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("g++", "-std=c++17"));
        command.addAll(List.of(arguments.strip().split(" +")));
        Fork.output(Fork.command(command));
    }
}
