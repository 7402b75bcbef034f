package dev.lethe;

/** The type of a tensor's elements. */
public enum DType {
    /** IEEE 754 binary32. */
    F32(4),
    /** Signed 32-bit integer: labels, indices, counters. */
    I32(4),
    /** Unsigned 8-bit integer: images as they were stored. */
    U8(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }
}
