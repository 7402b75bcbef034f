package dev.lethe.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Native code that tests compile, and what of it the build made. */
final class Native {
    private Native() {}

    /** A file that the build makes where there is a g++; skips the test without it, or fails where that is not allowed. */
    static Path require(Path built) {
        if (!Files.exists(built)) {
            String reason = built + " is missing: build where g++ is";
            assertFalse(Boolean.getBoolean("lethe.test.required"), reason);
            Assumptions.abort(reason);
        }
        return built;
    }

    static Path bridge() {
        return require(Path.of("target/classes/dev/lethe/cuda/native/linux-x86_64/libcublas.so.12"));
    }

    /** The folder of the emulated driver. */
    static Path emulated() {
        return require(Path.of(System.getProperty("lethe.emulated", "target/emulated"), "libcublas.so.12"))
                .toAbsolutePath()
                .getParent();
    }

    static void compile(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("g++", "-std=c++17"));
        command.addAll(List.of(arguments.strip().split(" +")));
        Fork.output(Fork.command(command));
    }
}
