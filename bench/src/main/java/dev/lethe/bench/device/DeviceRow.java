package dev.lethe.bench.device;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One row of the table: a computation on one device, with its inputs and memory, in one or more variants. */
abstract class DeviceRow implements AutoCloseable {
    final Device device;
    final Arena data;
    final Arena step;
    private final Map<String, Variant> variants = new LinkedHashMap<>();
    private final List<Step> captured = new ArrayList<>();

    /** The row owns the device from now on. */
    DeviceRow(Device device) {
        this.device = device;
        data = device.arena("data", Arena.UNLIMITED);
        step = device.arena("step", Arena.UNLIMITED);
    }

    /** What one run does {@code calls} times. */
    record Variant(int calls, Runnable run) {}

    final void variant(String name, int calls, Runnable run) {
        variants.put(name, new Variant(calls, run));
    }

    /** The replay of {@code run}, recorded {@code times} times, of {@code calls} calls each. */
    final void captured(String name, int calls, int times, Runnable run) {
        Step recorded = device.capture(times, run);
        captured.add(recorded);
        variants.put(name, new Variant(calls * times, recorded::replay));
    }

    final Map<String, Variant> variants() {
        return variants;
    }

    /** Does one call on known inputs and writes inputs and results down, for the reference in double precision. */
    abstract void dump(Dump to) throws IOException;

    @Override
    public void close() {
        captured.forEach(Step::close);
        step.close();
        data.close();
        device.close();
    }
}
