package dev.lethe.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The elements of an array as a file stores them. */
final class LittleEndian {
    private static final int CHUNK = 1 << 14; // elements

    private LittleEndian() {}

    static void write(HostTensor tensor, OutputStream out) throws IOException {
        int n = Math.toIntExact(tensor.shape().size());
        switch (tensor.dtype()) {
            case U8:
                out.write(tensor.bytes());
                return;
            case I32:
                for (int i = 0; i < n; i += CHUNK) {
                    int count = Math.min(CHUNK, n - i);
                    ByteBuffer chunk = chunk(count);
                    chunk.asIntBuffer().put(tensor.ints(), i, count);
                    out.write(chunk.array());
                }
                return;
            case F32:
                for (int i = 0; i < n; i += CHUNK) {
                    int count = Math.min(CHUNK, n - i);
                    ByteBuffer chunk = chunk(count);
                    chunk.asFloatBuffer().put(tensor.floats(), i, count);
                    out.write(chunk.array());
                }
                return;
            default:
                throw new IllegalArgumentException("cannot write elements of type " + tensor.dtype());
        }
    }

    private static ByteBuffer chunk(int count) {
        return ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    }
}
