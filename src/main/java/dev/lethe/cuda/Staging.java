package dev.lethe.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import jcuda.driver.CUevent;
import jcuda.driver.JCudaDriver;

/**
 * Two halves of pinned memory between Java's heap and the GPU: while one is on its way the other is filled. Arrays on
 * the heap cannot be copied from directly, since the garbage collector moves them.
 */
final class Staging {
    private static final int HALF = 4 << 20;

    private final CudaContext context;
    private final Address[] memory = {new Address(), new Address()};
    private final ByteBuffer[] bytes = new ByteBuffer[2];
    private final CUevent[] sent = {new CUevent(), new CUevent()};
    private int made;
    private int next;

    Staging(CudaContext context) {
        this.context = context;
        boolean ready = false;
        try {
            for (int i = 0; i < 2; i++) {
                context.check(
                        JCudaDriver.cuMemHostAlloc(memory[i], HALF, JCudaDriver.CU_MEMHOSTALLOC_PORTABLE),
                        "cuMemHostAlloc of " + HALF + " bytes for transfers");
                bytes[i] = memory[i].getByteBuffer(0, HALF).order(ByteOrder.nativeOrder());
                // Without timing an event costs less.
                context.check(JCudaDriver.cuEventCreate(sent[i], 2), "cuEventCreate");
                made = i + 1;
            }
            ready = true;
        } finally {
            if (!ready) {
                JCudaDriver.cuMemFreeHost(memory[made]);
                free();
            }
        }
    }

    /** Moves {@code count} elements between an array and a half of the memory. */
    interface Part {
        void move(ByteBuffer half, int from, int count);
    }

    static Part from(float[] array) {
        return (half, from, count) -> floats(half).put(array, from, count);
    }

    static Part from(int[] array) {
        return (half, from, count) -> ints(half).put(array, from, count);
    }

    static Part from(byte[] array) {
        return (half, from, count) -> half.duplicate().put(array, from, count);
    }

    static Part to(float[] array) {
        return (half, from, count) -> floats(half).get(array, from, count);
    }

    static Part to(int[] array) {
        return (half, from, count) -> ints(half).get(array, from, count);
    }

    static Part to(byte[] array) {
        return (half, from, count) -> half.duplicate().get(array, from, count);
    }

    private static FloatBuffer floats(ByteBuffer half) {
        return half.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private static IntBuffer ints(ByteBuffer half) {
        return half.duplicate().order(ByteOrder.nativeOrder()).asIntBuffer();
    }

    /** Copies {@code length} elements of {@code size} bytes to the GPU, in the order of the stream. */
    void upload(Part part, int length, int size, long address) {
        for (int from = 0; from < length; ) {
            int count = Math.min(length - from, HALF / size);
            int half = next;
            next = 1 - next;
            context.check(JCudaDriver.cuEventSynchronize(sent[half]), "cuEventSynchronize of a transfer");
            part.move(bytes[half], from, count);
            send(half, address + (long) from * size, (long) count * size);
            from += count;
        }
    }

    private void send(int half, long address, long size) {
        context.check(
                JCudaDriver.cuMemcpyHtoDAsync(new DeviceAddress(address), memory[half], size, context.stream()),
                "cuMemcpyHtoDAsync of " + size + " bytes");
        context.check(JCudaDriver.cuEventRecord(sent[half], context.stream()), "cuEventRecord");
    }

    /** Copies from the GPU and waits for it; the copy of one part goes on while another is read. */
    void download(Part part, int length, int size, long address) {
        int pending = -1;
        int pendingFrom = 0;
        int pendingCount = 0;
        for (int from = 0; from < length || pending >= 0; ) {
            int half = -1;
            int count = Math.min(length - from, HALF / size);
            if (count > 0) {
                half = next;
                next = 1 - next;
                context.check(
                        JCudaDriver.cuMemcpyDtoHAsync(
                                memory[half],
                                new DeviceAddress(address + (long) from * size),
                                (long) count * size,
                                context.stream()),
                        "cuMemcpyDtoHAsync of " + (long) count * size + " bytes");
                context.check(JCudaDriver.cuEventRecord(sent[half], context.stream()), "cuEventRecord");
            }
            if (pending >= 0) {
                context.check(JCudaDriver.cuEventSynchronize(sent[pending]), "cuEventSynchronize of a download");
                part.move(bytes[pending], pendingFrom, pendingCount);
            }
            pending = half;
            pendingFrom = from;
            pendingCount = count;
            from += Math.max(count, 0);
        }
    }

    /** Writes one address into a variable of a module. */
    void write(DeviceAddress variable, long value) {
        upload((half, from, count) -> half.putLong(0, value), 1, 8, variable.value());
    }

    void free() {
        for (int i = 0; i < made; i++) {
            JCudaDriver.cuEventDestroy(sent[i]);
            JCudaDriver.cuMemFreeHost(memory[i]);
        }
    }
}
