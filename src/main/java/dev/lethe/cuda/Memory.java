package dev.lethe.cuda;

import dev.lethe.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** The memory of one GPU that this device holds: who has how much, and the limit of all together. */
final class Memory {
    private final CudaDevice device;
    private final long limit;
    private final Map<String, Long> holders = new LinkedHashMap<>();
    private long held;

    Memory(CudaDevice device, long limit) {
        this.device = device;
        this.limit = limit;
    }

    /** Memory of the GPU, the handle of the tensors in it. */
    static final class Block {
        final CudaDevice device;
        final String holder;
        final long address;
        final long bytes;

        Block(CudaDevice device, String holder, long address, long bytes) {
            this.device = device;
            this.holder = holder;
            this.address = address;
            this.bytes = bytes;
        }
    }

    /**
     * Takes memory, {@code wanted} bytes if there are so many, else {@code needed}.
     *
     * @throws CudaError if even that fails, with what is in use
     */
    Block take(String holder, long needed, long wanted) {
        DeviceAddress address = new DeviceAddress();
        device.enter();
        long bytes = Math.min(wanted, Math.max(needed, limit - held));
        int code = bytes > limit - held ? CUresult.CUDA_ERROR_OUT_OF_MEMORY : JCudaDriver.cuMemAlloc(address, bytes);
        if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY && bytes > needed) {
            bytes = needed;
            code = JCudaDriver.cuMemAlloc(address, bytes);
        }
        if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            throw new CudaError(code, outOfMemory(holder, needed));
        }
        device.check(code, "cuMemAlloc of " + bytes + " bytes for " + holder);
        held += bytes;
        holders.merge(holder, bytes, Long::sum);
        return new Block(device, holder, address.value(), bytes);
    }

    /** Gives memory back; what still runs on it is waited for. */
    void free(Block block) {
        device.settle();
        held -= block.bytes;
        holders.merge(block.holder, -block.bytes, (a, b) -> a + b == 0 ? null : a + b);
        // No check: memory must go also when the device has failed, and then every call says the same.
        JCudaDriver.cuMemFree(new DeviceAddress(block.address));
    }

    private String outOfMemory(String holder, long needed) {
        StringBuilder text = new StringBuilder(
                device.name() + " is out of memory: " + holder + " asks for " + needed + " bytes. In use: ");
        holders.forEach(
                (name, bytes) -> text.append(name).append(' ').append(bytes).append(", "));
        text.append("together ").append(held);
        if (limit != Arena.UNLIMITED) {
            text.append(" of the ").append(limit).append(" allowed by memory=");
        }
        long[] free = new long[1];
        long[] total = new long[1];
        if (JCudaDriver.cuMemGetInfo(free, total) == 0) {
            text.append("; the GPU has ").append(free[0]).append(" free of ").append(total[0]);
        }
        return text.append(". A smaller batch needs less of the step's arena, a smaller network less of that of the"
                        + " parameters, fewer examples less of that of the data")
                .toString();
    }
}
