package dev.lethe;

import java.util.Arrays;

/**
 * Contiguous, row-major values in an {@link Arena}: where they are, of which type, in which shape.
 *
 * <p>A tensor owns nothing and has no arithmetic. It holds no gradient either: a pass assigns those, so that one
 * tensor may be an input of several passes. Using one after its memory was taken back throws.
 */
public final class Tensor {
    private final Arena arena;
    private final Object memory;
    private final long offset;
    private final DType type;
    private final Shape shape;
    private final int id;
    private final long serial;
    private final boolean partial;

    Tensor(Arena arena, Object memory, long offset, DType type, Shape shape, int id, long serial, boolean partial) {
        this.arena = arena;
        this.memory = memory;
        this.offset = offset;
        this.type = type;
        this.shape = shape;
        this.id = id;
        this.serial = serial;
        this.partial = partial;
    }

    public Shape shape() {
        return shape;
    }

    public DType type() {
        return type;
    }

    public Arena arena() {
        return arena;
    }

    /** Number of elements. */
    public long size() {
        return shape.size();
    }

    /** Number of elements as an {@code int}. */
    public int count() {
        return Math.toIntExact(shape.size());
    }

    public int dim(int i) {
        return shape.dim(i);
    }

    public int rank() {
        return shape.rank();
    }

    /** Rows of the tensor seen as a matrix, see {@link Shape#rows}. */
    public int rows() {
        return shape.rows();
    }

    /** Extent of the last axis. */
    public int columns() {
        return shape.columns();
    }

    /** Where this is among its arena's requests; views share it. */
    public int id() {
        return id;
    }

    /** Tells two requests of one {@link #id} apart: it grows with every request. */
    public long serial() {
        return serial;
    }

    /** Whether this covers only part of the memory that was asked for. */
    public boolean partial() {
        return partial;
    }

    /** First element within {@link #memory}. */
    public long offset() {
        return offset;
    }

    /**
     * The device's own handle of the memory: an array on the CPU, an address on a GPU.
     *
     * @throws IllegalStateException if the memory was taken back since
     */
    public Object memory() {
        if (!arena.holds(this)) {
            throw new IllegalStateException("tensor " + this + " was used after arena '" + arena.name()
                    + "' took its memory back (reset, release or close)");
        }
        return memory;
    }

    /** The same values in another shape of the same size. One extent may be -1 and is then derived. */
    public Tensor reshape(int... dims) {
        int[] filled = dims.clone();
        long known = 1;
        int open = -1;
        for (int i = 0; i < filled.length; i++) {
            if (filled[i] == -1 && open < 0) {
                open = i;
            } else {
                known *= filled[i];
            }
        }
        if (open >= 0) {
            filled[open] = known == 0 ? 0 : Math.toIntExact(size() / known);
        }
        Shape other = Shape.of(filled);
        if (other.size() != size()) {
            throw new IllegalArgumentException("cannot reshape " + shape + " to " + Arrays.toString(dims));
        }
        return new Tensor(arena, memory, offset, type, other, id, serial, partial);
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive) of the first axis; shares memory. */
    public Tensor slice(int from, int to) {
        if (rank() == 0 || from < 0 || to < from || to > dim(0)) {
            throw new IllegalArgumentException("rows " + from + " to " + to + " of " + shape);
        }
        long row = dim(0) == 0 ? 0 : size() / dim(0);
        return view(from * row, shape.with(0, to - from));
    }

    /** A view of {@code shape}, starting {@code from} elements after this tensor's first; shares memory. */
    public Tensor view(long from, Shape shape) {
        if (from < 0 || from + shape.size() > size()) {
            throw new IllegalArgumentException(
                    "view of " + shape + " at element " + from + " leaves the tensor of " + this.shape);
        }
        boolean part = partial || shape.size() != size();
        return new Tensor(arena, memory, offset + from, type, shape, id, serial, part);
    }

    @Override
    public String toString() {
        return type + shape.toString();
    }
}
