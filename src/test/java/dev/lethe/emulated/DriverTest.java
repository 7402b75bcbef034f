package dev.lethe.emulated;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory, streams, captures and planned failures of the emulated driver; the cases are in native/emulated/test. */
@Tag("emulated")
class DriverTest {
    @TempDir
    static Path folder;

    private static Path api;
    private static Path capture;
    private static Path image;

    @BeforeAll
    static void build() throws Exception {
        Programs programs = new Programs(folder);
        api = programs.program("api");
        capture = programs.program("capture");
        image = programs.image("bounds", true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "double_free",
                "foreign_free",
                "use_after_free",
                "other_device",
                "unknown_symbols",
                "limits",
                "out_of_memory",
                "planned_failures",
                "copies",
                "streams",
                "parameters",
                "enqueued",
            })
    void api(String name) throws Exception {
        assertEquals("", Programs.run(Map.of(), api, name, image));
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "forks", "unjoined", "spoiled", "misused"})
    void capture(String name) throws Exception {
        assertEquals("", Programs.run(Map.of(), capture, name));
    }
}
