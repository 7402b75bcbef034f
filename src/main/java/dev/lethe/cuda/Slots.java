package dev.lethe.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * The arguments of one launch: values in slots of eight bytes, and a table of the slots' addresses that is written once.
 *
 * <p>The driver copies the values when a kernel is launched, so the slots serve every launch. That way a launch costs one
 * native call and no native object, where a {@code Pointer.to} for each argument costs microseconds.
 */
final class Slots {
    /** Most arguments of a kernel. */
    static final int LIMIT = 64;

    private final Address memory = new Address();
    private final ByteBuffer values;
    private final Pointer table;
    private int count;

    Slots(CudaContext context) {
        context.check(
                JCudaDriver.cuMemHostAlloc(memory, 16 * LIMIT, JCudaDriver.CU_MEMHOSTALLOC_PORTABLE), "cuMemHostAlloc");
        ByteBuffer all = memory.getByteBuffer(0, 16 * LIMIT).order(ByteOrder.nativeOrder());
        values = all.slice(0, 8 * LIMIT).order(ByteOrder.nativeOrder());
        for (int i = 0; i < LIMIT; i++) {
            all.putLong(8 * (LIMIT + i), memory.value() + 8 * i);
        }
        table = new Address(memory.value() + 8 * LIMIT);
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    void address(long value) {
        values.putLong(8 * count++, value);
    }

    void i32(int value) {
        values.putInt(8 * count++, value);
    }

    void f32(float value) {
        values.putFloat(8 * count++, value);
    }

    /** Takes over one value of another launch. */
    void copy(Slots from, int position) {
        values.putLong(8 * count++, from.values.getLong(8 * position));
    }

    int intAt(int position) {
        return values.getInt(8 * position);
    }

    long addressAt(int position) {
        return values.getLong(8 * position);
    }

    /** What {@code cuLaunchKernel} takes as {@code kernelParams}. */
    Pointer table() {
        return table;
    }

    void free() {
        JCudaDriver.cuMemFreeHost(memory);
    }
}
