package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.cpu.CpuDevice;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import dev.lethe.testing.OpHarness.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same bits from any number of threads, any cut of the work, and plain loops as from the Vector API. */
class ThreadsAndLanesTest {
    private static final Device ONE = new CpuDevice(1, true);
    private static final Device TWO = new CpuDevice(2, true);
    private static final Device THREE = new CpuDevice(3, true);

    @AfterAll
    static void close() {
        ONE.close();
        TWO.close();
        THREE.close();
    }

    static Stream<OpCase> cases() {
        return CaseBits.cases();
    }

    static Stream<OpCase> large() {
        return LargeCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void threads(OpCase c) {
        Run one = new OpHarness(ONE).run(c);
        same(one, new OpHarness(TWO).run(c), "2 threads");
        same(one, new OpHarness(THREE).run(c), "3 threads");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oddParts(OpCase c) {
        SplitWorkers workers = new SplitWorkers();
        try (Device split = new SplitDevice(workers)) {
            same(new OpHarness(ONE).run(c), new OpHarness(split).run(c), "odd parts");
        }
    }

    @ParameterizedTest
    @MethodSource("large")
    void largeCasesAreSplit(OpCase c) {
        SplitWorkers workers = new SplitWorkers();
        try (Device split = new SplitDevice(workers)) {
            new OpHarness(split).run(c);
        }
        assertTrue(workers.widest() >= 3, c + " has work for " + workers.widest() + " threads only");
        assertTrue(workers.parts() > workers.ranges(), c + ": no range was cut");
    }

    private static void same(Run expected, Run actual, String what) {
        assertArrayEquals(bits(expected.output()), bits(actual.output()), "output with " + what);
        for (int i = 0; i < expected.gradients().length; i++) {
            assertArrayEquals(
                    bits(expected.gradients()[i]), bits(actual.gradients()[i]), "gradient " + i + " with " + what);
        }
    }

    private static int[] bits(float[] values) {
        if (values == null) {
            return null;
        }
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    @Test
    void plainLoopsInAnotherProcess(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
                "this JVM has plain loops itself: it runs without --add-modules=jdk.incubator.vector");
        Path out = folder.resolve("plain.txt");
        Process plain = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Dlethe.lanes=plain",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CaseBits.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> here;
        try (Stream<String> lines = CaseBits.lines()) {
            here = lines.collect(Collectors.toList());
        }
        assertEquals(0, plain.waitFor());
        assertEquals(String.join("\n", here), String.join("\n", Files.readAllLines(out, StandardCharsets.UTF_8)));
    }
}
