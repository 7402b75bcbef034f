package dev.lethe.cuda;

import dev.lethe.Arena;
import dev.lethe.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * For tests: each request is an allocation of its own and of its very size, filled with NaN, so that the emulated
 * driver or compute-sanitizer sees every access outside of it, and reading what was not written shows.
 */
final class CheckedArena extends Arena {
    private static final int NAN_BITS = 0x7FC0DEAD;

    private final CudaDevice device;
    private final List<Map<Long, Memory.Block>> blocks = new ArrayList<>();

    CheckedArena(CudaDevice device, String name, long limit) {
        super(name, limit);
        this.device = device;
    }

    @Override
    protected Place place(int id, DType type, long count, long bytesBefore) {
        long bytes = Math.max(1, count * type.bytes());
        if (id == blocks.size()) {
            blocks.add(new HashMap<>());
        }
        // A request that comes again in another size, after a release, has memory of its own: a replay uses both.
        Memory.Block block = blocks.get(id).get(bytes);
        if (block == null) {
            if (device.context().recording()) {
                throw new IllegalStateException("arena '" + name() + "' would grow inside a captured step: request "
                        + id + " of " + type + " x " + count + " differs from the warm-up run");
            }
            block = device.context().memory().take("arena '" + name() + "'", bytes, bytes);
            blocks.get(id).put(bytes, block);
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
            blocks.forEach(sizes -> sizes.values().forEach(device.context().memory()::free));
        }
        blocks.clear();
    }
}
