package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same seed gives the same bits on every JDK, number of threads, kind of loops and instruction set. */
class DeterminismTest {
    private static final String MODEL = "convnet";
    private static String expected;

    /** @param avx value of -XX:UseAVX; other processors than x86 have no such option and ignore it */
    record Variant(int jdk, int threads, boolean vector, int avx) {
        @Override
        public String toString() {
            return "JDK " + jdk + ", " + threads + (threads == 1 ? " thread, " : " threads, ")
                    + (vector ? "Vector API" : "plain loops") + ", UseAVX=" + avx;
        }
    }

    static Stream<Variant> variants() {
        List<Variant> all = new ArrayList<>();
        for (int jdk : new int[] {17, 25}) {
            for (int threads : new int[] {1, 2}) {
                for (boolean vector : new boolean[] {true, false}) {
                    for (int avx : new int[] {3, 2}) {
                        all.add(new Variant(jdk, threads, vector, avx));
                    }
                }
            }
        }
        return all.stream();
    }

    @BeforeAll
    static void reference() throws Exception {
        Path here = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> hashes = hashes(here, List.of(), "cpu:1");
        assertEquals(hashes.get(0), hashes.get(1), "first and second run in one JVM");
        expected = hashes.get(0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void sameBits(Variant variant) throws Exception {
        Path java = java(variant.jdk());
        assumeTrue(java != null, "no JDK " + variant.jdk() + " here; set JAVA_" + variant.jdk() + "_HOME");
        List<String> flags =
                new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=" + variant.avx()));
        if (variant.vector()) {
            flags.add("--add-modules=jdk.incubator.vector");
        }
        assertEquals(List.of(expected, expected), hashes(java, flags, "cpu:" + variant.threads()));
    }

    private static List<String> hashes(Path java, List<String> flags, String device) throws Exception {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx1g"));
        command.addAll(flags);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), TrainingHash.class.getName(), device, MODEL));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        List<String> hashes = output.lines()
                .filter(line -> line.startsWith("hash "))
                .map(line -> line.substring(5))
                .collect(Collectors.toList());
        assertEquals(2, hashes.size(), output);
        return hashes;
    }

    private static Path java(int version) throws IOException {
        List<Path> homes = new ArrayList<>();
        if (Runtime.version().feature() == version) {
            homes.add(Path.of(System.getProperty("java.home")));
        }
        String named = System.getenv("JAVA_" + version + "_HOME");
        if (named != null && !named.isEmpty()) {
            homes.add(Path.of(named));
        }
        Path usual = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(usual)) {
            try (Stream<Path> found = Files.list(usual)) {
                found.filter(f -> f.getFileName().toString().contains(Integer.toString(version)))
                        .sorted()
                        .forEach(homes::add);
            }
        }
        return homes.stream()
                .filter(home -> is(version, home))
                .map(home -> home.resolve("bin/java"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Asks the file that every JDK has: a folder's name may hold another number. */
    private static boolean is(int version, Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.anyMatch(line -> line.matches("JAVA_VERSION=\"" + version + "(\\..*)?\""));
        } catch (IOException e) {
            return false;
        }
    }
}
