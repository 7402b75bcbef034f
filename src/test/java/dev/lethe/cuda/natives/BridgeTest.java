package dev.lethe.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeTest {
    private static final Path SOURCES = Path.of("native/bridge");

    @TempDir
    static Path folder;

    private static Path bridge;

    @BeforeAll
    static void find() {
        bridge = Native.bridge();
    }

    @Test
    void forwardsWhatJCublasImports() throws Exception {
        byte[] library;
        try (InputStream in = getClass().getResourceAsStream("/lib/libJCublas2-12.6.0-linux-x86_64.so")) {
            library = in.readAllBytes();
        }
        Set<String> forwarded = new TreeSet<>();
        Matcher names =
                Pattern.compile("FORWARD\\((\\w+)\\)").matcher(Files.readString(SOURCES.resolve("functions.inc")));
        while (names.find()) {
            forwarded.add(names.group(1));
        }
        assertEquals(Imports.of(library, "libcublas.so.12"), forwarded);
        assertEquals(494, forwarded.size());
    }

    @Test
    void everyFunctionReachesItsNamesake() throws Exception {
        Path cublas = standIn("all", "");
        assertEquals("missing 0\nright 494", Fork.output(check(cublas)));
    }

    @Test
    void aMissingFunctionIsNamed() throws Exception {
        Path cublas = standIn("one", "-DONLY=cublasAsumEx");
        Process process = check(cublas);
        String text = new String(process.getInputStream().readAllBytes());
        assertEquals(134, process.waitFor(), text);
        assertTrue(
                text.startsWith("missing 493\nlethe: the program called cublasAsumEx_64, which the cuBLAS bridge"),
                text);
    }

    @Test
    void anIncompleteLibraryIsRefused() throws Exception {
        standIn("part", "-DONLY=cublasAsumEx");
        String text = new Fork()
                .property(CublasSearch.PROPERTY, folder.resolve("part"))
                .run(Probe.class, "search");
        assertEquals("libcublas.so.13 lacks functions that JCublas2 needs: 493 are missing", text);
    }

    @Test
    void saysWhereItLooked() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Path broken = Files.createDirectories(folder.resolve("broken")).resolve("libcublas.so.12");
        Files.writeString(broken, "no library");
        String text =
                new Fork().property(CublasSearch.PROPERTY, empty + ":" + broken).run(Probe.class, "search");
        assertTrue(text.contains("no cuBLAS 12 or 13 was found. Looked for"), text);
        for (String part : List.of(empty.toString(), "tried in vain: " + broken, "-Dlethe.cublas")) {
            assertTrue(text.contains(part), text);
        }
    }

    /** With NVIDIA's own library, which answers for its version without a GPU. */
    @Test
    void answersThroughJCublas() throws Exception {
        String place = System.getProperty(CublasSearch.PROPERTY);
        assumeTrue(place != null, "set -Dlethe.cublas to the folder of a libcublas.so.13 to try the bridge with it");
        String[] lines = new Fork()
                .property(CublasSearch.PROPERTY, place)
                .run(Probe.class, "cublas")
                .split("\n");
        assertTrue(lines[0].startsWith("cuBLAS 13 through the bridge, "), lines[0]);
        assertTrue(lines[1].matches("0 13[0-9]{4}"), lines[1]);
        assertTrue(lines[2].matches("[01]"), "created a handle, or found no GPU: " + lines[2]);
    }

    private static Path standIn(String name, String options) throws Exception {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("libcublas.so.13");
        Native.compile("-fPIC -shared -Wl,-soname,libcublas.so.13 -I native/bridge " + options
                + " src/test/native/bridge_check.cpp -o " + file);
        return file;
    }

    private static Process check(Path cublas) throws Exception {
        Path program = folder.resolve("check");
        if (!Files.exists(program)) {
            Native.compile("-DCHECK -I native/bridge src/test/native/bridge_check.cpp -ldl -o " + program);
        }
        return Fork.command(List.of(program.toString(), cublas.toString(), bridge.toString()));
    }
}
