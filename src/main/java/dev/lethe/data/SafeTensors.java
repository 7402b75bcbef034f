package dev.lethe.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lethe.DType;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of named tensors: a little-endian 64-bit header length, a JSON header, then the elements.
 *
 * <p>F32, I32 and U8 are read as they are; BOOL as U8; F16, BF16 and F64 as F32; the other integers as I32, where a
 * value that does not fit is refused. Format: github.com/huggingface/safetensors. Reading throws {@link DataException}
 * for whatever is wrong with the file; writing throws {@link UncheckedIOException}.
 */
public final class SafeTensors {
    private SafeTensors() {}

    /** The tensors of {@code file} by name, in the order of its header. */
    public static Map<String, HostTensor> read(Path file) {
        try (Input in = Input.plain(file)) {
            SafeTensorsHeader header = SafeTensorsHeader.read(in);
            Map<String, HostTensor> byName = new LinkedHashMap<>();
            header.tensors().keySet().forEach(name -> byName.put(name, null));
            List<Map.Entry<String, SafeTensorsHeader.Item>> stored =
                    new ArrayList<>(header.tensors().entrySet());
            stored.sort(Comparator.comparingLong((Map.Entry<String, SafeTensorsHeader.Item> e) ->
                            e.getValue().begin())
                    .thenComparingLong(e -> e.getValue().end()));
            for (Map.Entry<String, SafeTensorsHeader.Item> e : stored) {
                SafeTensorsHeader.Item item = e.getValue();
                byName.put(
                        e.getKey(),
                        item.type().read(in, ByteOrder.LITTLE_ENDIAN, item.shape(), "tensor '" + e.getKey() + "'"));
            }
            in.end("the last tensor");
            return Collections.unmodifiableMap(byName);
        }
    }

    /** The free-form strings in the header of {@code file}; the tensors are not read. */
    public static Map<String, String> metadata(Path file) {
        try (Input in = Input.plain(file)) {
            return SafeTensorsHeader.read(in).metadata();
        }
    }

    /**
     * Writes the 4-byte tensors and then the bytes, each in the order of the map, so that all are aligned.
     *
     * @param metadata free-form strings, written in the order of the map; may be empty
     */
    public static void write(Path file, Map<String, HostTensor> tensors, Map<String, String> metadata) {
        List<Map.Entry<String, HostTensor>> order = new ArrayList<>(tensors.entrySet());
        order.sort(Comparator.comparingInt(e -> -e.getValue().dtype().bytes()));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            byte[] header = header(order, metadata);
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Map.Entry<String, HostTensor> e : order) {
                LittleEndian.write(e.getValue(), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + Input.reason(e), e);
        }
    }

    private static byte[] header(List<Map.Entry<String, HostTensor>> order, Map<String, String> metadata)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(SafeTensorsHeader.METADATA);
                for (Map.Entry<String, String> e : metadata.entrySet()) {
                    json.writeStringField(e.getKey(), e.getValue());
                }
                json.writeEndObject();
            }
            long offset = 0;
            for (Map.Entry<String, HostTensor> e : order) {
                if (e.getKey().equals(SafeTensorsHeader.METADATA)) {
                    throw new IllegalArgumentException("a tensor cannot be named " + SafeTensorsHeader.METADATA);
                }
                HostTensor tensor = e.getValue();
                DType dtype = tensor.dtype();
                long end = offset + tensor.shape().size() * dtype.bytes();
                json.writeObjectFieldStart(e.getKey());
                json.writeStringField("dtype", dtype.name());
                json.writeFieldName("shape");
                int[] shape = tensor.shape().toArray();
                json.writeArray(shape, 0, shape.length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {offset, end}, 0, 2);
                json.writeEndObject();
                offset = end;
            }
            json.writeEndObject();
        }
        int length = bytes.size();
        byte[] padded = Arrays.copyOf(bytes.toByteArray(), (length + 7) / 8 * 8);
        Arrays.fill(padded, length, padded.length, (byte) ' ');
        return padded;
    }
}
