package dev.lethe.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class CublasSearchTest {
    @TempDir
    Path root;

    @Test
    void goesFromTheEnvironmentToTheSystem() throws IOException {
        Path system = file("usr/lib/x86_64-linux-gnu/libcublas.so.12");
        Path old = file("usr/local/cuda-12.9/lib64/libcublas.so.12");
        Path newer = file("usr/local/cuda-12.10/targets/x86_64-linux/lib/libcublas.so.12");
        Path current = file("usr/local/cuda/lib64/libcublas.so.12");
        Path home = file("home/cuda/lib64/libcublas.so.12");
        Path linker = file("somewhere/libcublas.so.12");
        file("usr/local/cuda/lib64/libcublas.so.13");
        Map<String, String> environment = Map.of(
                "CUDA_HOME", root.resolve("home/cuda").toString(), "LD_LIBRARY_PATH", "/nowhere:" + linker.getParent());
        assertEquals(
                List.of(linker, home, current, newer, old, system),
                CublasSearch.of(null, environment, root).files(12));
    }

    @Test
    void thePropertyIsTheOnlyPlace() throws IOException {
        file("usr/local/cuda/lib64/libcublas.so.12");
        Path folder = file("python/nvidia/cu13/lib/libcublas.so.13").getParent();
        Path file = file("other/libcublas.so.12.6.4");
        CublasSearch search = CublasSearch.of(folder + ":" + file, Map.of("CUDA_HOME", root.toString()), root);
        assertTrue(search.byProperty());
        assertEquals(List.of(file), search.files(12));
        assertEquals(List.of(folder.resolve("libcublas.so.13")), search.files(13));
    }

    @Test
    void nothingIsFoundInAnEmptySystem() {
        assertEquals(List.of(), CublasSearch.of("", Map.of(), root).files(12));
    }

    private Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }
}
