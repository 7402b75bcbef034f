package dev.lethe.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class NativesTest {
    @TempDir
    Path temporary;

    @Test
    void unpacksIntoAPrivateFolderAndCleansUp() throws Exception {
        List<Process> both = List.of(start("files"), start("files"));
        for (Process process : both) {
            String[] lines = Fork.output(process).split("\n");
            assertEquals("true", lines[1], "java.io.tmpdir is as it was");
            assertEquals("[OWNER_EXECUTE, OWNER_READ, OWNER_WRITE]", sorted(lines[2]));
            assertEquals(
                    "[libJCublas2-12.6.0-linux-x86_64.so, libJCudaDriver-12.6.0-linux-x86_64.so]", lines[3], lines[0]);
            for (String name : lines[4].replaceAll("[\\[\\] ]", "").split(",")) {
                assertTrue(name.startsWith("lethe-natives-"), lines[4]);
            }
        }
        assertEquals(List.of(), list());
    }

    /** A library of the name that JCuda would take from there. */
    @Test
    void whatLiesInTheSharedFolderIsNotTaken() throws Exception {
        Path planted = temporary.resolve("libJCudaDriver-12.6.0-linux-x86_64.so");
        Files.writeString(planted, "planted");
        String reason = Fork.output(start("driver"));
        assertFalse(reason.contains(planted.toString()), reason);
        assertLinked(reason);
        assertEquals(List.of(planted), list());
    }

    @Test
    void aProgramThatUsedJCudaBeforeKeepsItsOwn() throws Exception {
        assertLinked(Fork.output(start("after")));
        assertTrue(list().contains(temporary.resolve("libJCudaDriver-12.6.0-linux-x86_64.so")), list().toString());
    }

    @Test
    void saysThatThereIsNoDriver() throws Exception {
        String reason = Fork.output(start("driver"));
        assumeFalse(reason.equals("null"), "this machine has a CUDA driver");
        assertTrue(reason.startsWith("no CUDA driver: "), reason);
        assertTrue(reason.contains("libcuda.so.1: cannot open shared object file"), reason);
        assertFalse(reason.contains("\n"), reason);
    }

    @Test
    void saysThatThereIsNoJCuda() throws Exception {
        String reason = new Fork().withoutJCuda().run(Probe.class, "driver");
        assertTrue(reason.startsWith("JCuda is not on the class path"), reason);
    }

    @Test
    void saysThatThereIsNoEmulatedDriver() {
        String reason = Natives.emulated(temporary).unavailable();
        assertTrue(reason.startsWith("there is no libcuda.so.1 in " + temporary), reason);
        assertEquals(
                reason,
                assertThrows(
                                IllegalStateException.class,
                                () -> Natives.emulated(temporary).load())
                        .getMessage());
    }

    @Test
    void renamesAConstant() throws IOException {
        byte[] before = "??\1\0\3abc\1\0\1z".getBytes(StandardCharsets.US_ASCII);
        byte[] after = JCudaLibraries.rename(before, "abc", "longer");
        assertEquals("??\1\0\6longer\1\0\1z", new String(after, StandardCharsets.US_ASCII));
        IOException e = assertThrows(IOException.class, () -> JCudaLibraries.rename(before, "ab", "c"));
        assertTrue(e.getMessage().contains("does not name ab"), e.getMessage());
    }

    private Process start(String question) throws IOException {
        return new Fork().property("java.io.tmpdir", temporary).start(Probe.class, question, temporary.toString());
    }

    /** The library of JCuda was read and linked, whether or not there is a driver. */
    private static void assertLinked(String reason) {
        assertTrue(reason.equals("null") || reason.contains("libcuda.so.1"), reason);
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(f -> !f.getFileName().toString().startsWith("hsperfdata"))
                    .collect(Collectors.toList());
        }
    }

    private static String sorted(String set) {
        return Stream.of(set.replaceAll("[\\[\\] ]", "").split(","))
                .sorted()
                .collect(Collectors.toList())
                .toString();
    }
}
