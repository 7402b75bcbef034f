package dev.lethe.bench.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.Elementwise;
import java.io.IOException;

/** What it costs to start work: a small addition eager, and graphs of one addition after another. */
final class LaunchRow extends DeviceRow {
    private static final Kernel ADD = Kernel.of("add", Elementwise::add);

    private final Tensor x;
    private final Tensor y;
    private final Tensor z;

    LaunchRow(Device device, JsonNode size) {
        super(device);
        int n = size.get("floats").asInt();
        x = Numbers.normal(device, data.floats(n));
        y = Numbers.normal(device, data.floats(n));
        z = data.floats(n);
        variant("eager", 1, this::add);
        for (JsonNode nodes : size.get("nodes")) {
            int count = nodes.asInt();
            captured("graph-" + count, 1, 1, () -> {
                for (int i = 0; i < count; i++) {
                    add();
                }
            });
        }
    }

    private void add() {
        device.launch(ADD).in(x).in(y).out(z).i32(x.count()).each(x.size());
    }

    @Override
    void dump(Dump to) throws IOException {
        add();
        to.put("x", x);
        to.put("y", y);
        to.put("z", z);
    }
}
