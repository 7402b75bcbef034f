package dev.lethe.train;

import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.data.DataException;
import dev.lethe.data.HostTensor;
import dev.lethe.data.SafeTensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** Device tensors to and from safetensors files. */
final class TensorFile {
    private TensorFile() {}

    static void write(Device device, Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, HostTensor> host = new LinkedHashMap<>();
        tensors.forEach((name, t) -> host.put(
                name,
                t.type() == DType.I32
                        ? HostTensor.of(device.ints(t), t.shape())
                        : HostTensor.of(device.floats(t), t.shape())));
        SafeTensors.write(file, host, metadata);
    }

    /**
     * Fills {@code tensors} from a file that has exactly these names, types and shapes.
     *
     * @throws DataException naming what differs
     */
    static void read(Device device, Path file, Map<String, Tensor> tensors) {
        Map<String, HostTensor> host = matching(file, tensors);
        tensors.forEach((name, t) -> {
            if (t.type() == DType.I32) {
                device.upload(host.get(name).ints(), t);
            } else {
                device.upload(host.get(name).floats(), t);
            }
        });
    }

    /** Reads a file and fails unless it has exactly these names, types and shapes. */
    static Map<String, HostTensor> matching(Path file, Map<String, Tensor> tensors) {
        Map<String, HostTensor> host = SafeTensors.read(file);
        if (!host.keySet().equals(tensors.keySet())) {
            TreeSet<String> missing = new TreeSet<>(tensors.keySet());
            missing.removeAll(host.keySet());
            TreeSet<String> extra = new TreeSet<>(host.keySet());
            extra.removeAll(tensors.keySet());
            throw new DataException(
                    file + " does not fit the model: it lacks " + missing + " and has " + extra + " too many");
        }
        tensors.forEach((name, t) -> {
            HostTensor h = host.get(name);
            if (h.dtype() != t.type() || !h.shape().equals(t.shape())) {
                throw new DataException(file + ": tensor '" + name + "' is " + h + ", " + t + " is needed");
            }
        });
        return host;
    }
}
