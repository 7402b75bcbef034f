package dev.lethe;

import java.util.Arrays;

/**
 * The arguments of one kernel launch as a CPU body reads them: by position, in the order of the CUDA prototype.
 *
 * <p>A tensor is one position; a gradient output is two, the tensor and its beta.
 */
public final class Args {
    private Object[] memory = new Object[12];
    private long[] numbers = new long[12];
    private long[] sizes = new long[12];
    private char[] kinds = new char[12];
    private int count;
    private Workers workers;

    /** Adds an argument; {@code kind} is c (read), p (written), i or f. */
    public void add(char kind, Object memory, long number, long size) {
        if (count == kinds.length) {
            this.memory = Arrays.copyOf(this.memory, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
            kinds = Arrays.copyOf(kinds, 2 * count);
        }
        this.memory[count] = memory;
        numbers[count] = number;
        sizes[count] = size;
        kinds[count++] = kind;
    }

    /** Says who computes; the device does so before it runs a body. */
    public void workers(Workers workers) {
        this.workers = workers;
    }

    public Workers workers() {
        return workers;
    }

    /** One letter per argument, to be compared with the CUDA prototype: c, p, i, f. */
    public String signature() {
        return new String(kinds, 0, count);
    }

    /** The array behind tensor argument {@code i}, or null where null was given. */
    public float[] floats(int i) {
        return memory(i, float[].class);
    }

    /** As {@link #floats} for an integer tensor. */
    public int[] ints(int i) {
        return memory(i, int[].class);
    }

    /** As {@link #floats} for a byte tensor. */
    public byte[] bytes(int i) {
        return memory(i, byte[].class);
    }

    /** Index of the first element of tensor argument {@code i} in its array. */
    public int at(int i) {
        return (int) numbers[i];
    }

    /** Number of elements of tensor argument {@code i}. */
    public long size(int i) {
        return sizes[i];
    }

    /** Whether tensor argument {@code i} is null. */
    public boolean absent(int i) {
        return memory(i, Object.class) == null;
    }

    /** Integer argument {@code i}. */
    public int i32(int i) {
        if (kinds[i] != 'i') {
            throw new IllegalArgumentException("argument " + i + " of (" + signature() + ") is no integer");
        }
        return (int) numbers[i];
    }

    /** Float argument {@code i}; the beta of a gradient output stands after its tensor. */
    public float f32(int i) {
        if (kinds[i] != 'f') {
            throw new IllegalArgumentException("argument " + i + " of (" + signature() + ") is no float");
        }
        return Float.intBitsToFloat((int) numbers[i]);
    }

    private <T> T memory(int i, Class<T> type) {
        if (kinds[i] != 'c' && kinds[i] != 'p') {
            throw new IllegalArgumentException("argument " + i + " of (" + signature() + ") is no tensor");
        }
        if (memory[i] != null && !type.isInstance(memory[i])) {
            throw new IllegalArgumentException("argument " + i + " of (" + signature() + ") is "
                    + memory[i].getClass().getSimpleName() + ", but the kernel wants " + type.getSimpleName());
        }
        return type.cast(memory[i]);
    }
}
