package dev.lethe.bench.device;

import dev.lethe.Device;
import dev.lethe.bench.device.DeviceRow.Variant;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Times runs of a variant between two waits for the device: windows so long that the waits do not count, after a
 * warm-up. The peers in {@code bench/device_peers} do the same.
 */
final class Sampler {
    /** Longer than the peers', since this JVM compiles while it runs. */
    private static final double WARM_UP = 0.8;

    private static final double WINDOW = 0.005;

    private final Device device;
    private final Map<Variant, Integer> runs = new IdentityHashMap<>();

    Sampler(Device device) {
        this.device = device;
    }

    /** Microseconds per call in each of {@code count} windows. */
    double[] sample(Variant v, int count) {
        int n = runs.computeIfAbsent(v, this::warm);
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            samples[i] = 1e6 * seconds(v, n) / ((double) n * v.calls());
        }
        return samples;
    }

    /** Runs until the compilers are done, and says how many runs fill a window. */
    private int warm(Variant v) {
        int n = 1;
        double last = seconds(v, n);
        for (double spent = last; spent < WARM_UP; spent += last) {
            if (last < WINDOW) {
                n = (int) Math.ceil(n * Math.min(8, 1.2 * WINDOW / last));
            }
            last = seconds(v, n);
        }
        return n;
    }

    private double seconds(Variant v, int n) {
        device.synchronize();
        long start = System.nanoTime();
        for (int i = 0; i < n; i++) {
            v.run().run();
        }
        device.synchronize();
        return 1e-9 * (System.nanoTime() - start);
    }
}
