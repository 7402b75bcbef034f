package dev.lethe.data;

import dev.lethe.DType;
import dev.lethe.Shape;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One array in NumPy's {@code .npy} format, versions 1 to 3.
 *
 * <p>u1 and b1 are read as U8; the other integers as I32, f2, f4 and f8 as F32, where a value that does not fit is
 * refused. Either byte order, and either order of the axes. Format: the documentation of numpy.lib.format.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private Npy() {}

    /** @throws DataException naming file, field and value, for whatever is wrong with the file */
    public static HostTensor read(Path file) {
        try (Input in = Input.plain(file)) {
            return read(in);
        }
    }

    /** @throws UncheckedIOException if it cannot be written */
    public static void write(Path file, HostTensor array) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            write(out, array);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + Input.reason(e), e);
        }
    }

    static HostTensor read(Input in) {
        byte[] magic = in.bytes(MAGIC.length, "magic");
        if (!Arrays.equals(magic, MAGIC)) {
            throw in.wrong("magic", Arrays.toString(magic), Arrays.toString(MAGIC) + " was expected");
        }
        NpyHeader header = NpyHeader.read(in);
        Shape shape = header.shape();
        Shape stored = header.columnMajor() ? reversed(shape) : shape;
        HostTensor array = header.type().read(in, header.order(), stored, "the elements of shape " + shape);
        in.end("the elements of shape " + shape);
        return header.columnMajor() ? transposed(array, shape) : array;
    }

    static void write(OutputStream out, HostTensor array) throws IOException {
        StringBuilder dims = new StringBuilder();
        for (int dim : array.shape().toArray()) {
            dims.append(dim).append(", ");
        }
        String text = "{'descr': '" + descr(array.dtype()) + "', 'fortran_order': False, 'shape': ("
                + dims.toString().stripTrailing() + "), }";
        // The elements start at a multiple of 64 bytes; the header ends with a newline.
        int head = MAGIC.length + 4;
        int padded = (head + text.length() + 1 + 63) / 64 * 64 - head;
        byte[] header = new byte[padded];
        Arrays.fill(header, (byte) ' ');
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, 0, ascii.length);
        header[padded - 1] = '\n';
        out.write(MAGIC);
        out.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) padded)
                .array());
        out.write(header);
        LittleEndian.write(array, out);
    }

    private static String descr(DType dtype) {
        switch (dtype) {
            case F32:
                return "<f4";
            case I32:
                return "<i4";
            case U8:
                return "|u1";
            default:
                throw new IllegalArgumentException("cannot write elements of type " + dtype);
        }
    }

    private static Shape reversed(Shape shape) {
        int[] dims = shape.toArray();
        for (int i = 0, j = dims.length - 1; i < j; i++, j--) {
            int dim = dims[i];
            dims[i] = dims[j];
            dims[j] = dim;
        }
        return Shape.of(dims);
    }

    /** From column-major storage, where the first axis varies fastest, to row-major. */
    private static HostTensor transposed(HostTensor stored, Shape shape) {
        int n = Math.toIntExact(shape.size());
        int[] dims = shape.toArray();
        int[] at = new int[dims.length];
        int[] from = new int[n];
        int[] stride = new int[dims.length];
        for (int axis = 0, step = 1; axis < dims.length; axis++) {
            stride[axis] = step;
            step *= dims[axis];
        }
        for (int i = 0, source = 0; i < n; i++) {
            from[i] = source;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                source += stride[axis];
                if (++at[axis] < dims[axis]) {
                    break;
                }
                source -= stride[axis] * dims[axis];
                at[axis] = 0;
            }
        }
        switch (stored.dtype()) {
            case U8:
                byte[] bytes = new byte[n];
                for (int i = 0; i < n; i++) {
                    bytes[i] = stored.bytes()[from[i]];
                }
                return HostTensor.of(bytes, shape);
            case I32:
                int[] ints = new int[n];
                for (int i = 0; i < n; i++) {
                    ints[i] = stored.ints()[from[i]];
                }
                return HostTensor.of(ints, shape);
            default:
                float[] floats = new float[n];
                for (int i = 0; i < n; i++) {
                    floats[i] = stored.floats()[from[i]];
                }
                return HostTensor.of(floats, shape);
        }
    }
}
