package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lethe.cli.Main;
import dev.lethe.cuda.natives.Fork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a GPU, its driver or JCuda the rest works, and each kind of device says what is missing. */
class CudaAbsentTest {
    @TempDir
    Path folder;

    private static String line(String text, String kind) {
        return text.lines()
                .filter(line -> line.startsWith(kind + ":"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line of " + kind + " in\n" + text));
    }

    @Test
    void devicesSayWhyTheyAreNotUsable() throws Exception {
        String text = new Fork().run(Main.class, "devices");
        String cuda = line(text, "cuda");
        assumeFalse(cuda.matches("cuda:\\d+: .*"), "there is a GPU");
        assertTrue(cuda.startsWith("cuda: not usable here: "), cuda);
        assertTrue(cuda.contains("libcuda.so.1") || cuda.contains("put nvcc on the PATH"), cuda);
        assertTrue(
                line(text, "cuda-emulated")
                        .contains("not usable here: the system property lethe.emulated does not name"),
                text);
        assertEquals("best: cpu", line(text, "best"));
        String wrong = new Fork().property("lethe.emulated", folder).run(Main.class, "devices");
        assertTrue(line(wrong, "cuda-emulated").contains(folder + ", which the system property"), wrong);
    }

    @Test
    void withoutJCudaTheCpuWorks() throws Exception {
        String text =
                new Fork().withoutJCuda().property("lethe.emulated", folder).run(Main.class, "devices");
        assertTrue(line(text, "cuda").contains("JCuda is not on the class path: add org.jcuda:jcuda"), text);
        assertEquals("best: cpu", line(text, "best"));
        List<String> job =
                List.of("train", "--data", "strokes:60", "--model", "linear", "--epochs", "1", "--loss", "ce", "--out");
        train(job, "cpu", 0);
        assertTrue(Files.exists(folder.resolve("cpu/results.json")));
        String refused = train(job, "cuda", 1);
        assertTrue(
                refused.contains("device 'cuda' cannot be used here: cuda: JCuda is not on the class path"), refused);
        assertFalse(refused.contains("\tat "), refused);
    }

    private String train(List<String> job, String device, int code) throws Exception {
        List<String> words = new ArrayList<>(job);
        words.addAll(List.of(folder.resolve(device).toString(), "--device", device));
        Process process = new Fork().withoutJCuda().start(Main.class, words.toArray(new String[0]));
        String text = new String(process.getInputStream().readAllBytes());
        assertEquals(code, process.waitFor(), text);
        return text;
    }
}
