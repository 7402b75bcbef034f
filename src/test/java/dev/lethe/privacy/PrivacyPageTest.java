package dev.lethe.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The numbers of docs/privacy.md. */
class PrivacyPageTest {
    private final String page;

    PrivacyPageTest() throws IOException {
        page = Files.readString(Path.of("docs/privacy.md"));
    }

    @Test
    void theTableIsWhatIsComputedAndWhatWasPublished() {
        List<String[]> rows = page.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| run "))
                .map(line -> line.substring(2).split(" *\\| *"))
                .filter(row -> row.length == 9)
                .collect(Collectors.toList());
        assertEquals(8, rows.size());
        int published = 0;
        for (String[] row : rows) {
            SampledGaussian step = new SampledGaussian(fraction(row[1]), Double.parseDouble(row[2]));
            Composition run = Composition.of(step, Long.parseLong(row[3]));
            double delta = Double.parseDouble(row[4]);
            double classical = new RenyiAccountant(Conversion.CLASSICAL).epsilon(run, delta);
            double tight = new RenyiAccountant().epsilon(run, delta);
            assertEquals(Double.parseDouble(row[6]), classical, 5.01e-4, row[0]);
            assertEquals(Double.parseDouble(row[7]), tight, 5.01e-4, row[0]);
            assertEquals(Double.parseDouble(row[8]), new PrivacyLossAccountant().epsilon(run, delta), 5.01e-4, row[0]);
            if (!row[5].isEmpty()) {
                published++;
                double found = row[0].contains("tight") ? tight : classical;
                double above = Double.parseDouble(row[5]) - found;
                // Rounded to two digits, and of a list of orders, which can only give more.
                assertTrue(above > -0.0051 && above < 0.0075, row[0] + ": published " + row[5] + ", found " + found);
            }
        }
        assertEquals(7, published);
    }

    @Test
    void theBudgetAndTheRowsAreWhatIsComputed() {
        double q = 256 / 60_000.0;
        double noise = new Calibration(new RenyiAccountant(), 3, 1e-5).noiseMultiplier(q, 14_063);
        assertEquals(1.0141, noise, 1e-4);
        assertTrue(page.contains("a noise multiplier of 1.0141 by Renyi"));
        double less = new Calibration(new PrivacyLossAccountant(0.1), 3, 1e-5).noiseMultiplier(q, 14_063);
        assertEquals(0.9684, less, 4e-4);
        assertTrue(page.contains("and 0.9684 by the privacy loss"));
        int capacity = new PoissonPlan(new PoissonSampling(60_000, q, 1), 234, 60).capacity();
        assertTrue(page.contains("rows have " + capacity + " places"), "rows have " + capacity);
    }

    @Test
    void theNoiseOfWhatWasMeasuredIsThatOfItsBudget() {
        assertNoise(3, 1000, "0.8646 | 3.000 |");
        assertNoise(3, 1500, "0.9227 | 3.000 |");
        assertNoise(8, 800, "0.6006 | 7.999 |");
    }

    private void assertNoise(double epsilon, long steps, String said) {
        assertTrue(page.contains(said), said);
        double noise = new Calibration(new RenyiAccountant(), epsilon, 1e-5).noiseMultiplier(0.01, steps);
        assertEquals(Double.parseDouble(said.substring(0, 6)), noise, 5.01e-5);
        Composition run = Composition.of(new SampledGaussian(0.01, noise), steps);
        assertEquals(Double.parseDouble(said.substring(9, 14)), new RenyiAccountant().epsilon(run, 1e-5), 5.01e-4);
    }

    private static double fraction(String text) {
        String[] parts = text.split("/");
        return parts.length == 1
                ? Double.parseDouble(text)
                : Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
    }
}
