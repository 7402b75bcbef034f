package dev.lethe.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Losses and softmaxes against 809 stored cases of PyTorch in float64, as far as they are computations of ours. */
@Tag("devices")
class OracleTest {
    private static final int MAPPED = 227;

    @Test
    void everyCaseThatMapsPasses() throws IOException {
        Path file = Path.of(System.getProperty("lethe.shared", "../shared"), "data/oracle/losses_f64.jsonl.gz");
        assumeTrue(Files.exists(file), () -> "no stored oracle at " + file);
        List<OracleCase> cases = OracleCase.read(file);
        List<String> failures = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        int mapped = 0;
        try (Device device = DeviceUnderTest.checked()) {
            for (OracleCase c : cases) {
                OraclePlan plan = OracleMapping.plan(c);
                if (plan == null) {
                    continue;
                }
                mapped++;
                counts.merge(c.op(), 1, Integer::sum);
                String wrong = plan.check(device, c);
                if (wrong != null) {
                    failures.add(c + ": " + wrong);
                }
            }
        }
        System.out.println("oracle: " + mapped + " of " + cases.size() + " cases map, " + (mapped - failures.size())
                + " passed; " + counts);
        assertEquals(List.of(), failures);
        assertTrue(mapped >= MAPPED, mapped + " cases map, " + MAPPED + " did when this was written");
    }
}
