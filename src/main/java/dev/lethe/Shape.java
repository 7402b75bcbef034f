package dev.lethe;

import java.util.Arrays;

/** The extents of a tensor, outermost first. */
public final class Shape {
    private final int[] dims;
    private final long size;

    private Shape(int[] dims) {
        long product = 1;
        for (int d : dims) {
            if (d < 0) {
                throw new IllegalArgumentException("negative extent in shape " + Arrays.toString(dims));
            }
            if (d > 0 && product > Long.MAX_VALUE / d) {
                throw new IllegalArgumentException("more elements than can be counted: " + Arrays.toString(dims));
            }
            product *= d;
        }
        this.dims = dims;
        this.size = product;
    }

    /** A shape of the given extents; none at all is a scalar. */
    public static Shape of(int... dims) {
        return new Shape(dims.clone());
    }

    /** Number of elements. */
    public long size() {
        return size;
    }

    public int rank() {
        return dims.length;
    }

    /** Extent of axis {@code i}; a negative {@code i} counts from the end. */
    public int dim(int i) {
        return dims[axis(i)];
    }

    private int axis(int i) {
        int axis = i < 0 ? i + dims.length : i;
        if (axis < 0 || axis >= dims.length) {
            throw new IllegalArgumentException("shape " + this + " has no axis " + i);
        }
        return axis;
    }

    /** Extent of the last axis; 1 for a scalar. */
    public int columns() {
        return dims.length == 0 ? 1 : dims[dims.length - 1];
    }

    /** Product of all extents but the last: the shape seen as a matrix. */
    public int rows() {
        int columns = columns();
        return columns == 0 ? 0 : Math.toIntExact(size / columns);
    }

    public int[] toArray() {
        return dims.clone();
    }

    /** This shape with axis {@code i} replaced; a negative {@code i} counts from the end. */
    public Shape with(int i, int extent) {
        int[] changed = dims.clone();
        changed[axis(i)] = extent;
        return new Shape(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape && Arrays.equals(dims, ((Shape) other).dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
