package dev.lethe.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    /** A comment with a file's name, then the block that must be that file. */
    private static final Pattern BLOCK = Pattern.compile("<!-- (src/\\S+) -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL);

    @Test
    void programsAreTheFilesThatAreTested() throws Exception {
        List<String> found = new ArrayList<>();
        for (String page : List.of("README.md", "docs/cuda.md")) {
            Matcher block = BLOCK.matcher(Files.readString(Path.of(page)));
            while (block.find()) {
                found.add(Path.of(block.group(1)).getFileName().toString());
                assertEquals(Files.readString(Path.of(block.group(1))), block.group(2), block.group(1));
            }
        }
        assertEquals(List.of("FirstRun.java", "Softsign.java", "softsign.cu"), found);
    }

    @Test
    void theCompleteProgramIsShort() throws Exception {
        Path program = Path.of("src/test/java/dev/lethe/examples/FirstRun.java");
        assertTrue(Files.readAllLines(program).size() < 40);
    }

    @Test
    void theCompleteProgramShowsThePoint() {
        Locale here = Locale.getDefault();
        PrintStream screen = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Locale.setDefault(Locale.ROOT);
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FirstRun.main(new String[0]);
        } finally {
            System.setOut(screen);
            Locale.setDefault(here);
        }
        Matcher memorized = Pattern.compile("memorized ([0-9.]+)").matcher(printed.toString(StandardCharsets.UTF_8));
        List<Double> byLoss = new ArrayList<>();
        while (memorized.find()) {
            byLoss.add(Double.valueOf(memorized.group(1)));
        }
        assertEquals(2, byLoss.size());
        assertTrue(byLoss.get(0) > byLoss.get(1) + 0.2, "ce and elr memorized " + byLoss);
    }

    @Test
    void theOperationPassesTheHarness() {
        try (Device device = Device.open("cpu:2")) {
            for (int n : new int[] {1, 31, 33, 1025}) {
                new OpHarness(device)
                        .check(OpCase.of("softsign " + n, (p, in) -> Softsign.softsign(p, in[0]))
                                .input(v -> v + Math.signum(v) * 0.2, n));
            }
        }
    }
}
