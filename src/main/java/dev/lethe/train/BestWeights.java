package dev.lethe.train;

import dev.lethe.Tensor;
import dev.lethe.data.HostTensor;
import dev.lethe.data.SafeTensors;
import dev.lethe.nn.Parameters;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of the best epoch, kept on the host as flat vectors, to and from a file of named tensors. */
final class BestWeights {
    private BestWeights() {}

    static void write(Parameters parameters, History history, Path file) {
        Map<String, HostTensor> host = new LinkedHashMap<>();
        parameters.named().forEach((name, t) -> {
            int at = at(parameters, t);
            float[] part = Arrays.copyOfRange(flat(parameters, t, history), at, at + t.count());
            host.put(name, HostTensor.of(part, t.shape()));
        });
        SafeTensors.write(file, host, Map.of("format", "lethe"));
    }

    static void read(Parameters parameters, History history, Path file) {
        Map<String, Tensor> named = parameters.named();
        Map<String, HostTensor> host = TensorFile.matching(file, named);
        history.keepBest(
                new float[parameters.values().count()],
                new float
                        [parameters.buffers() == null ? 0 : parameters.buffers().count()]);
        named.forEach((name, t) -> System.arraycopy(
                host.get(name).floats(), 0, flat(parameters, t, history), at(parameters, t), t.count()));
    }

    private static boolean isBuffer(Parameters parameters, Tensor t) {
        Tensor buffers = parameters.buffers();
        return buffers != null && t.arena() == buffers.arena() && t.serial() == buffers.serial();
    }

    private static float[] flat(Parameters parameters, Tensor t, History history) {
        return isBuffer(parameters, t) ? history.bestBuffers() : history.bestValues();
    }

    private static int at(Parameters parameters, Tensor t) {
        Tensor flat = isBuffer(parameters, t) ? parameters.buffers() : parameters.values();
        return Math.toIntExact(t.offset() - flat.offset());
    }
}
