package dev.lethe.bench.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.op.LayerNorm;
import java.io.IOException;

/** Layer normalisation, forward and backward, of rows with scales and shifts: bound by memory. */
final class NormRow extends DeviceRow {
    private final Tensor x;
    private final Tensor w;
    private final Tensor b;
    private final Tensor dy;

    NormRow(Device device, JsonNode size) {
        super(device);
        int rows = size.get("rows").asInt();
        int width = size.get("width").asInt();
        x = Numbers.normal(device, data.floats(rows, width));
        w = Numbers.normal(device, data.floats(width));
        b = Numbers.normal(device, data.floats(width));
        dy = Numbers.normal(device, data.floats(rows, width));
        variant("eager", 1, this::once);
        captured("graph", 1, 1, this::once);
    }

    private void once() {
        step.reset();
        run();
    }

    /** Result and the gradient by x. */
    private Tensor[] run() {
        Pass pass = Pass.training(device, step, null);
        pass.watch(x);
        Tensor y = LayerNorm.layerNorm(pass, x, w, b);
        Backward back = pass.backward(y, dy);
        return new Tensor[] {y, back.gradient(x)};
    }

    @Override
    void dump(Dump to) throws IOException {
        step.reset();
        Tensor[] results = run();
        to.put("x", x);
        to.put("w", w);
        to.put("b", b);
        to.put("dy", dy);
        to.put("y", results[0]);
        to.put("gradient", results[1]);
    }
}
