package dev.lethe.cuda;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Step;
import dev.lethe.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * One NVIDIA GPU: its primary context, one stream in which everything happens in order.
 *
 * <p>Launches and uploads return before they are done; downloads and {@link #synchronize} wait. Errors of a kernel show
 * at the next wait, and then the device can only be closed. One thread at a time may use a device, any thread; several
 * devices may be open.
 */
public final class CudaDevice implements Device {
    private final String name;
    private final Gpu gpu;
    private final boolean checked;
    private final CUstream stream = new CUstream();
    private final Memory memory;
    private final Recent recent = new Recent();
    private final Set<Arena> arenas = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<CudaStep> steps = new ArrayList<>();
    private final KernelImages images;
    private Faults faults;
    private Staging staging;
    private Workspace workspace;
    private Modules modules;
    private CudaLaunch launch;
    private Cublas cublas;
    private Set<Arena> recorded;
    private boolean warming;
    private boolean closed;
    private String failure;

    /**
     * @param checked whether each tensor is an allocation of its own, filled with NaN, for tests
     * @throws CudaError if the GPU refuses something, with nothing left behind
     */
    CudaDevice(String name, Gpu gpu, CudaOptions options, boolean checked) {
        this.name = name;
        this.gpu = gpu;
        this.checked = checked;
        this.memory = new Memory(this, options.memory());
        this.images = new KernelImages(options.images());
        gpu.retain();
        try {
            enter();
            check(JCudaDriver.cuStreamCreate(stream, 1), "cuStreamCreate");
            staging = new Staging(this);
            faults = new Faults(this);
            workspace = new Workspace(this);
            modules = new Modules(this, images::of);
            launch = new CudaLaunch(this);
            cublas = new Cublas(this, options.math());
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return name + ", " + gpu.description() + ", cuBLAS " + cublas.version();
    }

    @Override
    public Arena arena(String arenaName, long bytes) {
        enter();
        Arena arena = checked ? new CheckedArena(this, arenaName, bytes) : new CudaArena(this, arenaName, bytes);
        arenas.add(arena);
        return arena;
    }

    @Override
    public Launch launch(Kernel kernel) {
        enter();
        return launch.begin(modules.of(kernel));
    }

    CudaFunction function(String symbol) {
        return modules.of(symbol);
    }

    /** Launches a kernel with the arguments in {@code slots}. */
    void start(CudaFunction f, Slots slots, int gridX, int gridY, int gridZ, int blockX, int blockY, int shared) {
        f.share(this, shared);
        recent.add(f);
        int code = JCudaDriver.cuLaunchKernel(
                f.handle(), gridX, gridY, gridZ, blockX, blockY, 1, shared, stream, slots.table(), null);
        if (code != 0) {
            check(
                    code,
                    "launch of kernel " + f.symbol() + " with a grid of " + gridX + " x " + gridY + " x " + gridZ
                            + " blocks of " + blockX + " x " + blockY + " threads and " + shared
                            + " bytes of shared memory");
        }
    }

    @Override
    public void gemm(Gemm spec, Tensor a, Tensor b, Tensor c) {
        spec.check(a, b, c);
        enter();
        cublas.gemm(spec, a, b, c);
    }

    /** Where a tensor's first element is. */
    long address(Tensor t) {
        Object memory = t.memory();
        if (!(memory instanceof Memory.Block) || ((Memory.Block) memory).device != this) {
            throw new IllegalArgumentException("tensor " + t + " of arena '"
                    + t.arena().name() + "' is not in the" + " memory of " + name + ": it belongs to another device");
        }
        if (recorded != null) {
            recorded.add(t.arena());
        }
        return ((Memory.Block) memory).address + t.offset() * t.type().bytes();
    }

    @Override
    public void upload(float[] from, Tensor to) {
        upload(DType.F32, from.length, to, Staging.from(from));
    }

    @Override
    public void upload(int[] from, Tensor to) {
        upload(DType.I32, from.length, to, Staging.from(from));
    }

    @Override
    public void upload(byte[] from, Tensor to) {
        upload(DType.U8, from.length, to, Staging.from(from));
    }

    private void upload(DType type, int length, Tensor to, Staging.Part part) {
        transfer("upload", type, length, to);
        staging.upload(part, length, type.bytes(), address(to));
    }

    @Override
    public void download(Tensor from, float[] to) {
        download(DType.F32, to.length, from, Staging.to(to));
    }

    @Override
    public void download(Tensor from, int[] to) {
        download(DType.I32, to.length, from, Staging.to(to));
    }

    @Override
    public void download(Tensor from, byte[] to) {
        download(DType.U8, to.length, from, Staging.to(to));
    }

    private void download(DType type, int length, Tensor from, Staging.Part part) {
        transfer("download", type, length, from);
        staging.download(part, length, type.bytes(), address(from));
        synchronize();
    }

    private void transfer(String what, DType type, int length, Tensor t) {
        refuseInCapture(what);
        enter();
        if (t.type() != type || t.size() != length) {
            throw new IllegalArgumentException(what + " of " + length + " " + type + " elements, tensor " + t);
        }
    }

    /** Sets each word of a block. */
    void fill(Memory.Block block, int bits) {
        enter();
        DeviceAddress at = new DeviceAddress(block.address);
        check(JCudaDriver.cuMemsetD32Async(at, bits, block.bytes / 4, stream), "cuMemsetD32Async");
    }

    /** Fails if a step is being captured: what {@code what} does could not be replayed. */
    void refuseInCapture(String what) {
        if (recorded != null || warming) {
            throw new IllegalStateException(what + " inside a captured step");
        }
    }

    boolean recording() {
        return recorded != null;
    }

    @Override
    public Step capture(int times, Runnable step) {
        refuseInCapture("capture");
        if (times < 1) {
            throw new IllegalArgumentException("capture of " + times + " steps");
        }
        enter();
        warming = true;
        try {
            step.run();
        } finally {
            warming = false;
            launch.abandon();
        }
        CudaStep captured = new Capture(this).record(times, step);
        steps.add(captured);
        return captured;
    }

    /** Between these two, launches are recorded; the second gives the arenas that they use. */
    void beginRecording() {
        recorded = Collections.newSetFromMap(new IdentityHashMap<>());
    }

    Set<Arena> endRecording() {
        Set<Arena> used = recorded;
        recorded = null;
        launch.abandon();
        return used;
    }

    @Override
    public void load(Path source) {
        refuseInCapture("loading of kernels");
        enter();
        images.compile(source, modules);
    }

    @Override
    public void synchronize() {
        refuseInCapture("synchronize");
        enter();
        int code = JCudaDriver.cuStreamSynchronize(stream);
        if (code != 0) {
            check(code, "waiting for " + recent);
        }
        faults.check();
    }

    /** Makes this thread work on this GPU, if it can be worked on. */
    void enter() {
        if (closed) {
            throw new IllegalStateException("device " + name + " is closed");
        }
        if (failure != null) {
            throw new IllegalStateException(
                    "device " + name + " cannot be used any more and must be closed, since " + failure);
        }
        check(gpu.enter(), "cuCtxSetCurrent");
    }

    /** Throws if a call failed. */
    void check(int code, String what) {
        if (code != 0) {
            String message = what + " failed on " + name + ": " + CudaError.text(code);
            if (CudaError.isFinal(code)) {
                failure = message + "; it was found after " + recent;
                throw new CudaError(code, failure);
            }
            throw new CudaError(code, message);
        }
    }

    String recentKernels() {
        return recent.toString();
    }

    CUstream stream() {
        return stream;
    }

    Memory memory() {
        return memory;
    }

    Faults faults() {
        return faults;
    }

    Staging staging() {
        return staging;
    }

    Workspace workspace() {
        return workspace;
    }

    /** Drops an arena that is being closed; false if its memory is gone already. */
    boolean forget(Arena arena) {
        return arenas.remove(arena) && !closed;
    }

    void drop(CudaStep step) {
        if (steps.remove(step)) {
            settle();
            step.destroy();
        }
    }

    /** Waits without looking at errors: before memory goes that kernels may still use. */
    void settle() {
        gpu.enter();
        JCudaDriver.cuStreamSynchronize(stream);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        refuseInCapture("close");
        settle();
        List.copyOf(steps).forEach(CudaStep::destroy);
        steps.clear();
        for (Arena arena : List.copyOf(arenas)) {
            arena.close();
        }
        if (cublas != null) {
            cublas.free();
        }
        if (launch != null) {
            launch.free();
        }
        if (modules != null) {
            modules.unload();
        }
        if (workspace != null) {
            workspace.free();
        }
        if (faults != null) {
            faults.free();
        }
        if (staging != null) {
            staging.free();
        }
        JCudaDriver.cuStreamDestroy(stream);
        closed = true;
        gpu.release();
    }
}
