package dev.lethe.bench.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lethe.Device;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.bench.LetheStep;
import dev.lethe.nn.Parameter;
import dev.lethe.nn.Parameters;
import java.io.IOException;
import java.util.List;

/** A whole training step: eager, captured, and several of them in one graph. */
final class StepRow extends DeviceRow {
    private final LetheStep training;

    StepRow(Device device, JsonNode size) {
        super(device);
        JsonNode example = size.get("example");
        int[] dims = new int[example.size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = example.get(i).asInt();
        }
        training = new LetheStep(
                device,
                size.get("model").asText(),
                Shape.of(dims),
                size.get("batch").asInt(),
                size.get("adam").asBoolean());
        int steps = size.get("steps").asInt();
        variant("eager", 1, training::eager);
        captured("graph", 1, 1, training::eager);
        captured("graph-" + steps, 1, steps, training::eager);
    }

    @Override
    void dump(Dump to) throws IOException {
        to.put("x", training.inputs());
        to.put("labels", training.labels());
        List<Parameter> parameters = training.parameters().list();
        for (int i = 0; i < parameters.size(); i++) {
            to.put("p" + i, parameters.get(i).value());
        }
        training.eager();
        for (int i = 0; i < parameters.size(); i++) {
            to.put("g" + i, gradient(parameters.get(i)));
        }
    }

    /** Values and gradients lie alike. */
    private Tensor gradient(Parameter p) {
        Parameters all = training.parameters();
        return all.gradients().view(p.value().offset() - all.values().offset(), p.shape());
    }

    @Override
    public void close() {
        // It closes the device, and with it what was captured.
        training.close();
    }
}
