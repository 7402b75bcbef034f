package dev.lethe.cuda;

import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;

/** The one launch that a device assembles at a time, see {@link Slots}. */
final class CudaLaunch implements Launch, CudaCall {
    /** Kernels count the elements of a launch in 32 bits. */
    private static final long MOST = 0xFFFFFFFFL;

    private final CudaContext context;
    private final Modules modules;
    private final Workspace workspace;
    private final Slots slots;
    private final CudaStage stage;
    private CudaFunction function;
    private boolean planning;
    private boolean held;

    CudaLaunch(CudaContext context, Modules modules, Workspace workspace) {
        this.context = context;
        this.modules = modules;
        this.workspace = workspace;
        this.slots = new Slots(context);
        try {
            this.stage = new CudaStage(context, slots);
        } catch (RuntimeException e) {
            slots.free();
            throw e;
        }
    }

    CudaLaunch begin(Kernel kernel) {
        boolean entered = context.hold();
        if (function != null) {
            String earlier = function.symbol();
            abandon();
            throw new IllegalStateException("kernel " + kernel.symbol() + " is launched while " + earlier
                    + " has not been started: was each(), rows() or tiles() forgotten?");
        }
        held = entered;
        try {
            function = modules.of(kernel);
        } finally {
            if (function == null) {
                abandon();
            }
        }
        slots.clear();
        return this;
    }

    /** Takes back a launch that was begun but not started. */
    void abandon() {
        function = null;
        context.leave(held);
        held = false;
    }

    @Override
    public Launch in(Tensor t) {
        return tensor('c', t);
    }

    @Override
    public Launch out(Tensor t) {
        return tensor('p', t);
    }

    private Launch tensor(char kind, Tensor t) {
        try {
            begun().expect(slots.count(), kind, t);
            slots.address(t == null ? 0 : context.address(t));
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
        return this;
    }

    @Override
    public Launch i32(int value) {
        number('i');
        slots.i32(value);
        return this;
    }

    @Override
    public Launch f32(float value) {
        number('f');
        slots.f32(value);
        return this;
    }

    private void number(char kind) {
        try {
            begun().expect(slots.count(), kind, null);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private CudaFunction begun() {
        if (function == null) {
            throw new IllegalStateException("this launch was already started");
        }
        return function;
    }

    @Override
    public void each(long n) {
        try {
            CudaFunction f = complete();
            if (n > MOST) {
                throw new IllegalArgumentException("kernel " + f.symbol() + " over " + n
                        + " elements: a launch has at most 2^32 - 1; divide the batch");
            }
            if (n > 0 && !planned(f)) {
                f.start(context, slots, Geometry.blocks(n, f.perThread()), 1, 1, Geometry.BLOCK, 1, 0);
            }
        } finally {
            abandon();
        }
    }

    @Override
    public void rows(int n, int width) {
        try {
            CudaFunction f = complete();
            if (n > 0 && !planned(f)) {
                int threads = Geometry.rowThreads(n, width);
                int rows = Geometry.rowsPerBlock(threads);
                f.start(context, slots, Geometry.parts(n, rows), 1, 1, threads, rows, 0);
            }
        } finally {
            abandon();
        }
    }

    @Override
    public void tiles(int x, int y, int threads) {
        try {
            CudaFunction f = complete();
            if (x > 0 && y > 0 && !planned(f)) {
                f.start(context, slots, x, y, 1, threads, 1, 0);
            }
        } finally {
            abandon();
        }
    }

    private CudaFunction complete() {
        CudaFunction f = begun();
        f.expectCount(slots.count());
        return f;
    }

    private boolean planned(CudaFunction f) {
        if (f.plan() == null) {
            return false;
        }
        planning = true;
        try {
            f.plan().start(this);
        } finally {
            planning = false;
            workspace.release();
        }
        return true;
    }

    @Override
    public int i32At(int position) {
        return slots.intAt(position);
    }

    @Override
    public boolean absent(int position) {
        return slots.addressAt(position) == 0;
    }

    @Override
    public long workspace(long floats) {
        return workspace.take(floats);
    }

    @Override
    public void start(int gridX, int gridY, int gridZ, int blockX, int blockY, int sharedBytes) {
        function.start(context, slots, gridX, gridY, gridZ, blockX, blockY, sharedBytes);
    }

    @Override
    public Stage stage(String symbol) {
        if (!planning) {
            throw new IllegalStateException("stage " + symbol + " outside of a plan");
        }
        return stage.begin(modules.of(symbol), function);
    }

    void free() {
        abandon();
        slots.free();
        stage.free();
    }
}
