package dev.lethe;

import java.util.Arrays;

/**
 * Memory that is handed out in order and taken back all at once.
 *
 * <p>Parameters, a step's activations and resident data each have one. The same order of requests gets the same
 * addresses, which captured steps rest on. {@link #mark} and {@link #release} take back the most recent requests in
 * stack order. Not safe for use by several threads.
 */
public abstract class Arena implements AutoCloseable {
    /** No limit but that of the machine. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private final String name;
    private final long limit;
    private long[] serials = new long[64];
    private int count;
    private long used;
    private long peak;
    private long nextSerial;
    private boolean closed;

    /** A position to go back to, see {@link #mark}. */
    public record Mark(int count, long used, long serial) {}

    /** Where a request was put: the device's handle and the first element within it. */
    public record Place(Object memory, long offset) {}

    protected Arena(String name, long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("arena '" + name + "' of " + limit + " bytes");
        }
        this.name = name;
        this.limit = limit;
    }

    /** Finds room for the {@code id}-th request since the last reset. */
    protected abstract Place place(int id, DType type, long count, long bytesBefore);

    /** Called after requests from {@code count} on were taken back. */
    protected void rewound(int count) {}

    /** Frees the memory. */
    protected abstract void free();

    /** An uninitialised float tensor. */
    public final Tensor floats(int... dims) {
        return tensor(DType.F32, Shape.of(dims));
    }

    /** An uninitialised integer tensor. */
    public final Tensor ints(int... dims) {
        return tensor(DType.I32, Shape.of(dims));
    }

    /**
     * An uninitialised tensor.
     *
     * @throws IllegalStateException if the arena is closed or its limit would be passed
     */
    public final Tensor tensor(DType type, Shape shape) {
        if (closed) {
            throw new IllegalStateException("arena '" + name + "' is closed");
        }
        if (shape.size() > Long.MAX_VALUE / 8) {
            throw new IllegalArgumentException("arena '" + name + "': no memory holds " + type + shape);
        }
        long bytes = shape.size() * type.bytes();
        // 256-byte steps, as device allocations are aligned, so that every device reports the same figures.
        long rounded = (bytes + 255) / 256 * 256;
        if (rounded > limit - used) {
            throw new IllegalStateException("arena '" + name + "' of " + limit + " bytes is full at request " + count
                    + ", " + type + shape + ": " + used + " bytes are taken and " + rounded + " more are needed");
        }
        Place place = place(count, type, shape.size(), used);
        if (count == serials.length) {
            serials = Arrays.copyOf(serials, 2 * count);
        }
        serials[count] = nextSerial++;
        used += rounded;
        peak = Math.max(peak, used);
        Tensor t = new Tensor(this, place.memory(), place.offset(), type, shape, count, serials[count], false);
        count++;
        return t;
    }

    /** Where the arena stands now. */
    public final Mark mark() {
        return new Mark(count, used, nextSerial);
    }

    /**
     * Takes back everything handed out since {@code mark}.
     *
     * @throws IllegalStateException if the arena was reset or released to an earlier mark since
     */
    public final void release(Mark mark) {
        if (mark.count() > count || (mark.count() > 0 && serials[mark.count() - 1] >= mark.serial())) {
            throw new IllegalStateException("arena '" + name + "': release of a mark that is already taken back");
        }
        count = mark.count();
        used = mark.used();
        rewound(count);
    }

    /** Takes everything back; the memory itself is kept for the next requests. */
    public final void reset() {
        count = 0;
        used = 0;
        rewound(0);
    }

    final boolean holds(Tensor t) {
        return t.id() < count && serials[t.id()] == t.serial();
    }

    public final String name() {
        return name;
    }

    /** Bytes handed out now, each request rounded up to 256. */
    public final long used() {
        return used;
    }

    /** Most bytes that were ever handed out at once. */
    public final long peak() {
        return peak;
    }

    public final long limit() {
        return limit;
    }

    /** Whether the memory was freed; captured steps that work on it cannot be replayed any more. */
    public final boolean isClosed() {
        return closed;
    }

    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            try {
                reset();
            } finally {
                free();
            }
        }
    }
}
