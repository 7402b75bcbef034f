package dev.lethe.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.driver.JCudaDriver;

/**
 * What kernels found wrong with their input, see {@code within} in {@code kernels/common.cuh}: three words of host
 * memory that the GPU can write, read after each wait for the context.
 */
final class Faults {
    private static final int INDEX = 1;
    private static final int LABEL = 2;

    private final CudaContext context;
    private final Address memory = new Address();
    private final ByteBuffer words;

    Faults(CudaContext context) {
        this.context = context;
        int flags = JCudaDriver.CU_MEMHOSTALLOC_DEVICEMAP | JCudaDriver.CU_MEMHOSTALLOC_PORTABLE;
        context.check(JCudaDriver.cuMemHostAlloc(memory, 64, flags), "cuMemHostAlloc");
        words = memory.getByteBuffer(0, 64).order(ByteOrder.nativeOrder());
        words.putLong(0, 0).putLong(8, 0);
    }

    /** Writes where the words are into a module's variable. */
    void tell(DeviceAddress variable, Staging staging) {
        DeviceAddress seen = new DeviceAddress();
        context.check(JCudaDriver.cuMemHostGetDevicePointer(seen, memory, 0), "cuMemHostGetDevicePointer");
        staging.write(variable, seen.value());
    }

    /**
     * Throws for what was found since the last call; the device stays usable.
     *
     * @throws IllegalArgumentException naming the value and its bound
     */
    void check() {
        int code = words.getInt(0);
        if (code == 0) {
            return;
        }
        int value = words.getInt(4);
        int bound = words.getInt(8);
        words.putInt(0, 0);
        String what = code == INDEX
                ? "index " + value + " outside of a table of " + bound + " rows"
                : code == LABEL ? "label " + value + " where there are " + bound + " classes" : "fault " + code;
        throw new IllegalArgumentException("a kernel found " + what + " (" + context.recent() + ")");
    }

    void free() {
        JCudaDriver.cuMemFreeHost(memory);
    }
}
