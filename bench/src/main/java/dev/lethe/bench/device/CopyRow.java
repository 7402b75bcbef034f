package dev.lethe.bench.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.Device;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.op.Copy;
import java.io.IOException;

/** The ceiling of memory: a copy by Lethe's own kernel. */
final class CopyRow extends DeviceRow {
    private final Tensor x;
    private final Tensor y;

    CopyRow(Device device, JsonNode size) {
        super(device);
        int n = size.get("floats").asInt();
        x = Numbers.normal(device, data.floats(n));
        y = data.floats(n);
        variant("eager", 1, this::copy);
    }

    private void copy() {
        device.launch(Copy.KERNEL).in(x).out(y).i32(x.count()).each(x.size());
    }

    @Override
    void dump(Dump to) throws IOException {
        copy();
        // The last elements show whether all was copied.
        int n = Math.min(x.count(), 1 << 20);
        to.put("x", x.view(x.size() - n, Shape.of(n)));
        to.put("y", y.view(y.size() - n, Shape.of(n)));
    }
}
