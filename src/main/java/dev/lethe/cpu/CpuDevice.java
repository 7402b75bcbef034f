package dev.lethe.cpu;

import dev.lethe.Arena;
import dev.lethe.Args;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Step;
import dev.lethe.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The processor of this machine. */
public final class CpuDevice implements Device {
    private final Pool pool;
    private final boolean checked;
    private List<Runnable> recording;
    private boolean warming;

    /**
     * @param threads that share the work, the caller's included
     * @param checked whether new memory is filled with NaN and guarded at both ends, for tests
     */
    public CpuDevice(int threads, boolean checked) {
        this.pool = new Pool(threads);
        this.checked = checked;
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String description() {
        return "cpu, " + pool.threads() + (pool.threads() == 1 ? " thread, " : " threads, ")
                + Lanes.get().description();
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public Arena arena(String name, long bytes) {
        return new CpuArena(this, name, bytes, checked);
    }

    @Override
    public Launch launch(Kernel kernel) {
        return new CpuLaunch(this, kernel);
    }

    /** Runs a kernel now, or notes it down while recording. */
    void run(Kernel kernel, Args args) {
        args.workers(pool);
        if (recording != null) {
            recording.add(() -> kernel.cpu().run(args));
        } else {
            kernel.cpu().run(args);
        }
    }

    @Override
    public void gemm(Gemm spec, Tensor a, Tensor b, Tensor c) {
        spec.check(a, b, c);
        float[] fa = (float[]) a.memory();
        float[] fb = (float[]) b.memory();
        float[] fc = (float[]) c.memory();
        int ao = (int) a.offset();
        int bo = (int) b.offset();
        int co = (int) c.offset();
        Runnable product = () -> MatrixProduct.run(pool, spec, fa, ao, fb, bo, fc, co);
        if (recording != null) {
            recording.add(product);
        } else {
            product.run();
        }
    }

    @Override
    public void upload(float[] from, Tensor to) {
        transfer("upload", DType.F32, from.length, to);
        System.arraycopy(from, 0, to.memory(), (int) to.offset(), from.length);
    }

    @Override
    public void upload(int[] from, Tensor to) {
        transfer("upload", DType.I32, from.length, to);
        System.arraycopy(from, 0, to.memory(), (int) to.offset(), from.length);
    }

    @Override
    public void upload(byte[] from, Tensor to) {
        transfer("upload", DType.U8, from.length, to);
        System.arraycopy(from, 0, to.memory(), (int) to.offset(), from.length);
    }

    @Override
    public void download(Tensor from, float[] to) {
        transfer("download", DType.F32, to.length, from);
        System.arraycopy(from.memory(), (int) from.offset(), to, 0, to.length);
    }

    @Override
    public void download(Tensor from, int[] to) {
        transfer("download", DType.I32, to.length, from);
        System.arraycopy(from.memory(), (int) from.offset(), to, 0, to.length);
    }

    @Override
    public void download(Tensor from, byte[] to) {
        transfer("download", DType.U8, to.length, from);
        System.arraycopy(from.memory(), (int) from.offset(), to, 0, to.length);
    }

    private void transfer(String what, DType type, int length, Tensor t) {
        refuseInCapture(what);
        if (t.type() != type || t.size() != length) {
            throw new IllegalArgumentException(what + " of " + length + " " + type + " elements, tensor " + t);
        }
    }

    /** Fails if a step is being captured: what {@code what} does could not be replayed. */
    void refuseInCapture(String what) {
        if (recording != null || warming) {
            throw new IllegalStateException(what + " inside a captured step");
        }
    }

    boolean recording() {
        return recording != null;
    }

    @Override
    public Step capture(int times, Runnable step) {
        refuseInCapture("capture");
        if (times < 1) {
            throw new IllegalArgumentException("capture of " + times + " steps");
        }
        warming = true;
        try {
            step.run();
        } finally {
            warming = false;
        }
        List<Runnable> launches = new ArrayList<>();
        recording = launches;
        try {
            for (int i = 0; i < times; i++) {
                step.run();
            }
        } finally {
            recording = null;
        }
        return new CpuStep(this, launches.toArray(new Runnable[0]));
    }

    @Override
    public void synchronize() {
        refuseInCapture("synchronize");
    }

    @Override
    public void close() {
        pool.close();
    }
}
