package dev.lethe.data;

import dev.lethe.DType;
import dev.lethe.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a file stores its elements, and which type of the engine they are read as.
 *
 * <p>Widening is exact. 64-bit floats are rounded to 32 bits; a number too large for that, or an integer beyond 32
 * bits, is refused.
 */
enum ElementType {
    BOOL(1, DType.U8),
    U8(1, DType.U8),
    I8(1, DType.I32),
    U16(2, DType.I32),
    I16(2, DType.I32),
    U32(4, DType.I32),
    I32(4, DType.I32),
    I64(8, DType.I32),
    F16(2, DType.F32),
    BF16(2, DType.F32),
    F32(4, DType.F32),
    F64(8, DType.F32);

    private static final int CHUNK = 1 << 16;

    private final int bytes;
    private final DType dtype;

    ElementType(int bytes, DType dtype) {
        this.bytes = bytes;
        this.dtype = dtype;
    }

    static ElementType of(DType dtype) {
        return valueOf(dtype.name());
    }

    /** Stored bytes per element. */
    int bytes() {
        return bytes;
    }

    /** Reads {@code shape.size()} elements in the order in which they are stored. */
    HostTensor read(Input in, ByteOrder order, Shape shape, String field) {
        int n = in.reserve(shape.size(), bytes, dtype.bytes(), field);
        if (dtype == DType.U8) {
            byte[] values = in.bytes(n, field);
            if (this == BOOL) {
                for (int i = 0; i < n; i++) {
                    if ((values[i] & 0xFF) > 1) {
                        throw in.wrong(field + " element " + i, values[i] & 0xFF, "a boolean is 0 or 1");
                    }
                }
            }
            return HostTensor.of(values, shape);
        }
        float[] floats = dtype == DType.F32 ? new float[n] : null;
        int[] ints = dtype == DType.I32 ? new int[n] : null;
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(order);
        for (int i = 0; i < n; ) {
            int count = Math.min(n - i, CHUNK / bytes);
            in.read(chunk.array(), 0, count * bytes, field);
            for (int k = 0; k < count; k++, i++) {
                if (floats != null) {
                    floats[i] = floatAt(chunk, k * bytes, in, field, i);
                } else {
                    ints[i] = intAt(chunk, k * bytes, in, field, i);
                }
            }
        }
        return floats != null ? HostTensor.of(floats, shape) : HostTensor.of(ints, shape);
    }

    private float floatAt(ByteBuffer from, int at, Input in, String field, int i) {
        switch (this) {
            case F16:
                return Half.fromF16(from.getShort(at));
            case BF16:
                return Half.fromBf16(from.getShort(at));
            case F32:
                return from.getFloat(at);
            default:
                double wide = from.getDouble(at);
                float narrow = (float) wide;
                if (Float.isInfinite(narrow) && !Double.isInfinite(wide)) {
                    throw in.wrong(field + " element " + i, wide, "it must fit in a 32-bit float");
                }
                return narrow;
        }
    }

    private int intAt(ByteBuffer from, int at, Input in, String field, int i) {
        switch (this) {
            case I8:
                return from.get(at);
            case I16:
                return from.getShort(at);
            case U16:
                return from.getShort(at) & 0xFFFF;
            case I32:
                return from.getInt(at);
            default:
                long wide = this == U32 ? from.getInt(at) & 0xFFFFFFFFL : from.getLong(at);
                if (wide != (int) wide) {
                    throw in.wrong(field + " element " + i, wide, "it must fit in a 32-bit integer");
                }
                return (int) wide;
        }
    }
}
