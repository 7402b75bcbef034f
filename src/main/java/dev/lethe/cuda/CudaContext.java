package dev.lethe.cuda;

import dev.lethe.Arena;
import dev.lethe.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** One GPU in use: its stream and memory, whether a step is being captured, and whether it has failed. */
final class CudaContext {
    private final String name;
    private final Gpu gpu;
    private final CUstream stream = new CUstream();
    private final Memory memory;
    private final Recent recent = new Recent();
    private final AtomicReference<Thread> user = new AtomicReference<>();
    private Set<Arena> recorded;
    private boolean warming;
    private boolean closed;
    private String failure;

    CudaContext(String name, Gpu gpu, long memoryLimit) {
        this.name = name;
        this.gpu = gpu;
        this.memory = new Memory(this, memoryLimit);
        gpu.retain();
        try {
            enter();
            // Not synchronised with the default stream of others in this process.
            check(JCudaDriver.cuStreamCreate(stream, 1), "cuStreamCreate");
        } catch (RuntimeException e) {
            gpu.release();
            throw e;
        }
    }

    String name() {
        return name;
    }

    String description() {
        return name + ", " + gpu.description();
    }

    CUstream stream() {
        return stream;
    }

    Memory memory() {
        return memory;
    }

    Recent recent() {
        return recent;
    }

    /**
     * Keeps other threads out until {@link #leave}, since arguments, transfers and captures are the device's, not a
     * thread's.
     *
     * @return whether this thread was not in already, and so has to leave
     * @throws IllegalStateException if another thread is in
     */
    boolean hold() {
        Thread me = Thread.currentThread();
        if (user.compareAndSet(null, me)) {
            return true;
        }
        Thread other = user.get();
        if (other == me) {
            return false;
        }
        throw new IllegalStateException("device " + name + " is used by thread "
                + (other == null ? "of another call" : "'" + other.getName() + "'") + " and by '" + me.getName()
                + "' at the same time: give each thread a device of its own, or let them take turns");
    }

    void leave(boolean held) {
        if (held) {
            user.set(null);
        }
    }

    /** Makes this thread work on this GPU, if it can be worked on. */
    void enter() {
        if (closed) {
            throw new IllegalStateException("device " + name + " is closed");
        }
        if (failure != null) {
            throw new IllegalStateException(
                    "device " + name + " cannot be used any more and must be closed (on a GPU, only a new process can"
                            + " use it again), since " + failure);
        }
        int code = gpu.enter();
        if (code != 0) {
            check(code, "cuCtxSetCurrent");
        }
    }

    /** Throws if a call failed. */
    void check(int code, String what) {
        if (code == 0) {
            return;
        }
        String message = what + " failed on " + name + ": " + CudaError.text(code);
        if (CudaError.isFinal(code)) {
            failure = message + "; it was found after " + recent;
            throw new CudaError(code, failure);
        }
        throw new CudaError(code, message);
    }

    /** Where a tensor's first element is. */
    long address(Tensor t) {
        Object block = t.memory();
        if (!(block instanceof Memory.Block) || ((Memory.Block) block).context != this) {
            throw new IllegalArgumentException("tensor " + t + " of arena '"
                    + t.arena().name() + "' is not in the" + " memory of " + name + ": it belongs to another device");
        }
        if (recorded != null) {
            recorded.add(t.arena());
        }
        return ((Memory.Block) block).address + t.offset() * t.type().bytes();
    }

    /** Fails if a step is being captured: what {@code what} does could not be replayed. */
    void refuseInCapture(String what) {
        if (recorded != null || warming) {
            throw new IllegalStateException(what + " inside a captured step");
        }
    }

    /** Whether launches are recorded, not run. */
    boolean recording() {
        return recorded != null;
    }

    /** Runs a step as the first of a capture. */
    void warmUp(Runnable step) {
        warming = true;
        try {
            step.run();
        } finally {
            warming = false;
        }
    }

    /** Between these two, launches are recorded; the second gives the arenas that they use. */
    void beginRecording() {
        recorded = Collections.newSetFromMap(new IdentityHashMap<>());
    }

    Set<Arena> endRecording() {
        Set<Arena> used = recorded;
        recorded = null;
        return used;
    }

    /** Waits until all is done. */
    void await() {
        int code = JCudaDriver.cuStreamSynchronize(stream);
        if (code != 0) {
            check(code, "waiting for " + recent);
        }
    }

    /** Waits without looking at errors: before memory goes that kernels may still use. */
    void settle() {
        gpu.enter();
        JCudaDriver.cuStreamSynchronize(stream);
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        JCudaDriver.cuStreamDestroy(stream);
        gpu.release();
    }
}
