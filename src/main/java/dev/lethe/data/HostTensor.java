package dev.lethe.data;

import dev.lethe.DType;
import dev.lethe.Shape;

/** An array read from or written to a file: a shape and its elements, row-major, in one of the engine's types. */
public final class HostTensor {
    private final DType dtype;
    private final Shape shape;
    private final Object values;

    private HostTensor(DType dtype, Shape shape, Object values, int length) {
        if (shape.size() != length) {
            throw new IllegalArgumentException(length + " values for shape " + shape);
        }
        this.dtype = dtype;
        this.shape = shape;
        this.values = values;
    }

    /** Float elements; the array is kept, not copied. */
    public static HostTensor of(float[] values, Shape shape) {
        return new HostTensor(DType.F32, shape, values, values.length);
    }

    /** Integer elements; the array is kept, not copied. */
    public static HostTensor of(int[] values, Shape shape) {
        return new HostTensor(DType.I32, shape, values, values.length);
    }

    /** Elements 0..255; the array is kept, not copied. */
    public static HostTensor of(byte[] values, Shape shape) {
        return new HostTensor(DType.U8, shape, values, values.length);
    }

    public DType dtype() {
        return dtype;
    }

    public Shape shape() {
        return shape;
    }

    /** The elements, not a copy; only for {@link DType#F32}. */
    public float[] floats() {
        return (float[]) only(DType.F32);
    }

    /** The elements, not a copy; only for {@link DType#I32}. */
    public int[] ints() {
        return (int[]) only(DType.I32);
    }

    /** The elements, not a copy; only for {@link DType#U8}. */
    public byte[] bytes() {
        return (byte[]) only(DType.U8);
    }

    private Object only(DType asked) {
        if (asked != dtype) {
            throw new IllegalStateException("an array of " + dtype + " was asked for its " + asked + " elements");
        }
        return values;
    }

    @Override
    public String toString() {
        return dtype + " " + shape;
    }
}
