package dev.lethe.cpu;

import dev.lethe.Device;
import dev.lethe.DeviceProvider;
import java.util.List;

/** Opens {@code cpu} (all processors) and {@code cpu:N} (N threads). */
public final class CpuProvider implements DeviceProvider {
    @Override
    public String kind() {
        return "cpu";
    }

    @Override
    public int rank() {
        return 100;
    }

    @Override
    public List<String> list() {
        return List.of("cpu: " + Runtime.getRuntime().availableProcessors() + " processors, "
                + Lanes.get().description());
    }

    @Override
    public String unavailable() {
        return null;
    }

    @Override
    public Device open(String option) {
        int threads = Runtime.getRuntime().availableProcessors();
        if (!option.isEmpty()) {
            try {
                threads = Integer.parseInt(option);
            } catch (NumberFormatException e) {
                threads = 0;
            }
            if (threads < 1 || threads > 256) {
                throw new IllegalArgumentException(
                        "device 'cpu:" + option + "': a number of threads from 1 to 256 is expected after the colon");
            }
        }
        return new CpuDevice(threads, false);
    }
}
