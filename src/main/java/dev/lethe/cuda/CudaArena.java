package dev.lethe.cuda;

import dev.lethe.Arena;
import dev.lethe.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Requests follow each other in a few large blocks of GPU memory, which are kept until the arena is closed.
 *
 * <p>Where a request goes depends only on those before it, so the same order of requests gets the same addresses.
 */
final class CudaArena extends Arena {
    private static final long ALIGNMENT = 256;
    private static final long SMALLEST = 2L << 20;
    private static final long LARGEST = 1L << 30;

    private final CudaDevice device;
    private final List<Memory.Block> blocks = new ArrayList<>();
    private long held;
    // By request: its block, and where it ends there.
    private int[] blockOf = new int[64];
    private long[] endOf = new long[64];

    CudaArena(CudaDevice device, String name, long limit) {
        super(name, limit);
        this.device = device;
    }

    @Override
    protected Place place(int id, DType type, long count, long bytesBefore) {
        long bytes = (count * type.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        int block = id == 0 ? 0 : blockOf[id - 1];
        long at = id == 0 ? 0 : endOf[id - 1];
        while (block < blocks.size() && blocks.get(block).bytes - at < bytes) {
            block++;
            at = 0;
        }
        if (block == blocks.size()) {
            grow(id, type, count, bytes);
        }
        if (id == blockOf.length) {
            blockOf = Arrays.copyOf(blockOf, 2 * id);
            endOf = Arrays.copyOf(endOf, 2 * id);
        }
        blockOf[id] = block;
        endOf[id] = at + bytes;
        return new Place(blocks.get(block), at / type.bytes());
    }

    private void grow(int id, DType type, long count, long bytes) {
        if (device.context().recording()) {
            throw new IllegalStateException("arena '" + name() + "' would grow inside a captured step: request " + id
                    + " of " + type + " x " + count + " differs from the warm-up run");
        }
        // Each block as large as all before it: few of them, and at most twice what is needed.
        long wanted = Math.min(LARGEST, Math.max(SMALLEST, held));
        wanted = Math.min(wanted, Math.max(bytes, limit() == UNLIMITED ? wanted : limit() - held));
        Memory.Block block = device.context()
                .memory()
                .take("arena '" + name() + "'", Math.max(bytes, ALIGNMENT), Math.max(bytes, wanted));
        held += block.bytes;
        blocks.add(block);
    }

    @Override
    protected void free() {
        if (device.forget(this)) {
            blocks.forEach(device.context().memory()::free);
        }
        blocks.clear();
    }
}
