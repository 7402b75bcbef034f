package dev.lethe.bench.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tensors as raw little-endian files, {@code NAME.bin}, with their types and shapes in {@code dump.json}. */
final class Dump {
    private final Device device;
    private final Path folder;
    private final Map<String, Object> entries = new LinkedHashMap<>();

    Dump(Device device, Path folder) throws IOException {
        this.device = device;
        this.folder = Files.createDirectories(folder);
    }

    void put(String name, Tensor t) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * t.count()).order(ByteOrder.LITTLE_ENDIAN);
        if (t.type() == DType.I32) {
            bytes.asIntBuffer().put(device.ints(t));
        } else {
            bytes.asFloatBuffer().put(device.floats(t));
        }
        Files.write(folder.resolve(name + ".bin"), bytes.array());
        entries.put(
                name,
                Map.of(
                        "type",
                        t.type() == DType.I32 ? "i32" : "f32",
                        "shape",
                        t.shape().toArray()));
    }

    void close() throws IOException {
        Files.writeString(folder.resolve("dump.json"), new ObjectMapper().writeValueAsString(entries));
    }
}
