package dev.lethe.cuda;

import dev.lethe.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** The memory of one GPU that this device holds: who has how much, and the limit of all together. */
final class Memory {
    private final CudaContext context;
    private final long limit;
    private final Map<String, Long> holders = new LinkedHashMap<>();
    private final List<Block> deferred = new ArrayList<>();
    private long held;

    Memory(CudaContext context, long limit) {
        this.context = context;
        this.limit = limit;
    }

    /** Memory of the GPU, the handle of the tensors in it. */
    static final class Block {
        final CudaContext context;
        final String holder;
        final long address;
        final long bytes;

        Block(CudaContext context, String holder, long address, long bytes) {
            this.context = context;
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
        context.enter();
        long bytes = Math.min(wanted, Math.max(needed, limit - held));
        int code = bytes > limit - held ? CUresult.CUDA_ERROR_OUT_OF_MEMORY : JCudaDriver.cuMemAlloc(address, bytes);
        if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY && bytes > needed) {
            bytes = needed;
            code = JCudaDriver.cuMemAlloc(address, bytes);
        }
        if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            throw new CudaError(code, outOfMemory(holder, needed));
        }
        context.check(code, "cuMemAlloc of " + bytes + " bytes for " + holder);
        held += bytes;
        holders.merge(holder, bytes, Long::sum);
        return new Block(context, holder, address.value(), bytes);
    }

    /** Gives memory back; what still runs on it is waited for. */
    void free(Block block) {
        if (context.recording()) {
            deferred.add(block);
            return;
        }
        context.settle();
        held -= block.bytes;
        holders.merge(block.holder, -block.bytes, (a, b) -> a + b == 0 ? null : a + b);
        // No check: memory must go also when the device has failed, and then every call says the same.
        JCudaDriver.cuMemFree(new DeviceAddress(block.address));
    }

    /** Frees what was given back while recording, when nothing could be waited for. */
    void freeDeferred() {
        List<Block> blocks = List.copyOf(deferred);
        deferred.clear();
        blocks.forEach(this::free);
    }

    /** Bytes that were taken and not given back. */
    long held() {
        return held;
    }

    /** Sets each word of a block; its last bytes stay if they are fewer. */
    void fill(Block block, int bits) {
        if (block.bytes < 4) {
            return;
        }
        context.enter();
        context.check(
                JCudaDriver.cuMemsetD32Async(new DeviceAddress(block.address), bits, block.bytes / 4, context.stream()),
                "cuMemsetD32Async");
    }

    private String outOfMemory(String holder, long needed) {
        StringBuilder text = new StringBuilder(
                context.name() + " is out of memory: " + holder + " asks for " + needed + " bytes. In use: ");
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
