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
import java.util.function.Consumer;

/**
 * One NVIDIA GPU: its primary context, one stream in which everything happens in order.
 *
 * <p>Launches and uploads return before they are done; downloads and {@link #synchronize} wait. Errors of a kernel show
 * at the next wait, and then the device can only be closed. One thread at a time may use a device, any thread; several
 * devices may be open.
 */
public final class CudaDevice implements Device {
    private final CudaContext context;
    private final boolean checked;
    private final Set<Arena> arenas = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<CudaStep> steps = new ArrayList<>();
    private final List<Runnable> closing = new ArrayList<>();
    private final KernelImages images;
    private final Faults faults;
    private final Staging staging;
    private final Workspace workspace;
    private final Modules modules;
    private final CudaLaunch launch;
    private final Cublas cublas;
    private final String description;

    /**
     * @param checked whether each tensor is an allocation of its own, filled with NaN, for tests
     * @throws CudaError if the GPU refuses something, with nothing left behind
     */
    CudaDevice(String name, Gpu gpu, CudaOptions options, boolean checked) {
        this.checked = checked;
        context = new CudaContext(name, gpu, options.memory());
        closing.add(context::close);
        images = new KernelImages(options.images());
        try {
            staging = closing(new Staging(context), Staging::free);
            faults = closing(new Faults(context), Faults::free);
            workspace = closing(new Workspace(context), Workspace::free);
            modules = closing(new Modules(context, images::of, faults, staging), Modules::unload);
            launch = closing(new CudaLaunch(context, modules, workspace), CudaLaunch::free);
            cublas = closing(new Cublas(context, options.math()), Cublas::free);
            description = context.description() + ", cuBLAS " + cublas.version() + ", products in "
                    + options.math().word();
        } catch (RuntimeException | Error e) {
            closeParts();
            throw e;
        }
    }

    private <T> T closing(T part, Consumer<T> how) {
        closing.add(() -> how.accept(part));
        return part;
    }

    @Override
    public String name() {
        return context.name();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Arena arena(String name, long bytes) {
        context.enter();
        Arena arena = checked ? new CheckedArena(this, name, bytes) : new CudaArena(this, name, bytes);
        arenas.add(arena);
        return arena;
    }

    @Override
    public Launch launch(Kernel kernel) {
        context.enter();
        return launch.begin(kernel);
    }

    @Override
    public void gemm(Gemm spec, Tensor a, Tensor b, Tensor c) {
        spec.check(a, b, c);
        boolean held = context.hold();
        try {
            context.enter();
            cublas.gemm(spec, a, b, c);
        } finally {
            context.leave(held);
        }
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
        boolean held = context.hold();
        try {
            transfer("upload", type, length, to);
            staging.upload(part, length, type.bytes(), context.address(to));
        } finally {
            context.leave(held);
        }
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
        boolean held = context.hold();
        try {
            transfer("download", type, length, from);
            staging.download(part, length, type.bytes(), context.address(from));
            synchronize();
        } finally {
            context.leave(held);
        }
    }

    private void transfer(String what, DType type, int length, Tensor t) {
        context.refuseInCapture(what);
        context.enter();
        if (t.type() != type || t.size() != length) {
            throw new IllegalArgumentException(what + " of " + length + " " + type + " elements, tensor " + t);
        }
    }

    @Override
    public Step capture(int times, Runnable step) {
        context.refuseInCapture("capture");
        if (times < 1) {
            throw new IllegalArgumentException("capture of " + times + " steps");
        }
        boolean held = context.hold();
        try {
            context.enter();
            context.warmUp(step);
            CudaStep captured = new Capture(context, steps).record(times, step);
            steps.add(captured);
            return captured;
        } finally {
            launch.abandon();
            context.leave(held);
        }
    }

    @Override
    public void load(Path source) {
        boolean held = context.hold();
        try {
            context.refuseInCapture("loading of kernels");
            context.enter();
            images.compile(source, modules);
        } finally {
            context.leave(held);
        }
    }

    @Override
    public void synchronize() {
        boolean held = context.hold();
        try {
            context.refuseInCapture("synchronize");
            context.enter();
            context.await();
            faults.check();
        } finally {
            context.leave(held);
        }
    }

    Modules modules() {
        return modules;
    }

    CudaContext context() {
        return context;
    }

    /** Drops an arena that is being closed; false if its memory is gone already. */
    boolean forget(Arena arena) {
        return arenas.remove(arena) && !context.closed();
    }

    @Override
    public void close() {
        if (context.closed()) {
            return;
        }
        context.refuseInCapture("close");
        context.settle();
        List.copyOf(steps).forEach(CudaStep::close);
        List.copyOf(arenas).forEach(Arena::close);
        closeParts();
    }

    /** In the opposite order of their making. */
    private void closeParts() {
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).run();
        }
    }
}
