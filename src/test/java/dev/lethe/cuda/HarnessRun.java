package dev.lethe.cuda;

import dev.lethe.Device;
import dev.lethe.OpCases;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Runs operations forward and backward for a while, for {@code bench/device} to run under compute-sanitizer, which takes
 * too long for the tests. The device is that of the tests, see {@link TestDevice}.
 */
public final class HarnessRun {
    private HarnessRun() {}

    /** Argument: seconds. Cases come in a fixed order that mixes operations, each of them once. */
    public static void main(String[] args) {
        long end = System.nanoTime() + 1_000_000_000L * Integer.parseInt(args[0]);
        List<OpCase> cases = OpCases.all().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(cases, new Random(1));
        int done = 0;
        try (Device device = TestDevice.checked()) {
            OpHarness harness = new OpHarness(device);
            while (done < cases.size() && System.nanoTime() < end) {
                harness.run(cases.get(done));
                done++;
            }
        }
        System.out.println("ran " + done + " of " + cases.size() + " cases");
    }
}
