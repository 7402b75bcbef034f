package dev.lethe.cuda;

import dev.lethe.Arena;
import dev.lethe.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * For tests: each request is an allocation of its own and of its very size, filled with NaN, so that the emulated
 * driver or compute-sanitizer sees every access outside of it, and reading what was not written shows.
 */
final class CheckedArena extends Arena {
    private static final int NAN_BITS = 0x7FC0DEAD;

    private final CudaDevice device;
    private final List<Memory.Block> blocks = new ArrayList<>();

    CheckedArena(CudaDevice device, String name, long limit) {
        super(name, limit);
        this.device = device;
    }

    @Override
    protected Place place(int id, DType type, long count, long bytesBefore) {
        long bytes = Math.max(1, count * type.bytes());
        if (id == blocks.size()) {
            blocks.add(null);
        }
        Memory.Block block = blocks.get(id);
        if (block == null || block.bytes != bytes) {
            if (device.context().recording()) {
                throw new IllegalStateException("arena '" + name() + "' would grow inside a captured step: request "
                        + id + " of " + type + " x " + count + " differs from the warm-up run");
            }
            if (block != null) {
                device.context().memory().free(block);
                blocks.set(id, null);
            }
            block = device.context().memory().take("arena '" + name() + "'", bytes, bytes);
            blocks.set(id, block);
        }
        if (!device.context().recording()) {
            // What the warm-up run left stays readable while recording.
            device.context().memory().fill(block, NAN_BITS);
        }
        return new Place(block, 0);
    }

    @Override
    protected void free() {
        if (device.forget(this)) {
            blocks.stream().filter(b -> b != null).forEach(device.context().memory()::free);
        }
        blocks.clear();
    }
}
