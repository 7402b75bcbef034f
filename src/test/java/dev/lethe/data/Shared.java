package dev.lethe.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files outside the project that a test may use where they are there. */
final class Shared {
    private Shared() {}

    /** The path below the shared data folder; the test is skipped, with the reason, where it is missing. */
    static Path data(String path) {
        Path file =
                Path.of(System.getProperty("lethe.shared", "../shared"), "data").resolve(path);
        assumeTrue(Files.exists(file), () -> "no shared file " + file);
        return file;
    }
}
