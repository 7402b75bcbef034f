package dev.lethe.bench.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import java.io.IOException;

/** The ceiling of arithmetic: square products of float32 matrices in the mode that the device was opened with. */
final class GemmRow extends DeviceRow {
    /** Rows of the product that are compared with the reference. */
    private static final int CHECKED = 256;

    private final Tensor a;
    private final Tensor b;
    private final Tensor c;
    private final int n;
    private final BrainFloatProducts direct;

    GemmRow(Device device, JsonNode size) {
        super(device);
        n = size.get("n").asInt();
        a = Numbers.normal(device, data.floats(n, n));
        b = Numbers.normal(device, data.floats(n, n));
        c = data.floats(n, n);
        variant("eager", 1, this::multiply);
        // What the mode bf16 rounds on the way is stored so here, as peers do.
        boolean gpu = device.name().startsWith("cuda:") || Boolean.getBoolean("lethe.bench.nothing");
        boolean halves = gpu && size.get("math").asText().equals("bf16");
        direct = halves ? new BrainFloatProducts(n) : null;
        if (halves) {
            variant("stored-bf16", BrainFloatProducts.CALLS, direct);
        }
    }

    private void multiply() {
        device.gemm(Gemm.of(false, false, n, n, n), a, b, c);
    }

    @Override
    void dump(Dump to) throws IOException {
        multiply();
        int rows = Math.min(n, CHECKED);
        to.put("a", a.view(0, Shape.of(rows, n)));
        to.put("b", b);
        to.put("c", c.view(0, Shape.of(rows, n)));
    }

    @Override
    public void close() {
        if (direct != null) {
            direct.close();
        }
        super.close();
    }
}
