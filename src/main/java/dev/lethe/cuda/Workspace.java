package dev.lethe.cuda;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory between the stages of a plan. What was outgrown is kept: captured steps may still use it.
 */
final class Workspace {
    private static final long SMALLEST = 8L << 20;

    private final CudaContext context;
    private final List<Memory.Block> blocks = new ArrayList<>();
    private long used;
    private long ofPlan;

    Workspace(CudaContext context) {
        this.context = context;
    }

    long take(long floats) {
        long bytes = (4 * floats + 255) / 256 * 256;
        ofPlan += bytes;
        Memory.Block last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || last.bytes - used < bytes) {
            if (context.recording()) {
                throw new IllegalStateException("the workspace of " + context.name() + " would grow by " + bytes
                        + " bytes inside a captured step: a launch differs from the warm-up run");
            }
            long needed = Math.max(ofPlan, SMALLEST);
            last = context.memory().take("workspace", needed, last == null ? needed : Math.max(needed, 2 * last.bytes));
            blocks.add(last);
            used = 0;
        }
        long address = last.address + used;
        used += bytes;
        return address;
    }

    /** Ends a plan; the next one overwrites what this one left. */
    void release() {
        Memory.Block last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last != null && ofPlan > last.bytes && !context.recording()) {
            // It was pieced together from several blocks; one that holds it all serves the next run.
            blocks.add(context.memory().take("workspace", ofPlan, ofPlan));
        }
        used = 0;
        ofPlan = 0;
    }

    void free() {
        blocks.forEach(context.memory()::free);
        blocks.clear();
    }
}
