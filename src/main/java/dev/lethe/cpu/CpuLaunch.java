package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;

/** Gathers the arguments of one call. The extent means nothing here: a body splits its own work. */
final class CpuLaunch implements Launch {
    private final CpuDevice device;
    private final Kernel kernel;
    private Args args = new Args();

    CpuLaunch(CpuDevice device, Kernel kernel) {
        this.device = device;
        this.kernel = kernel;
    }

    @Override
    public Launch in(Tensor t) {
        return add('c', t);
    }

    @Override
    public Launch out(Tensor t) {
        return add('p', t);
    }

    private Launch add(char kind, Tensor t) {
        args.add(kind, t == null ? null : t.memory(), t == null ? 0 : t.offset(), t == null ? 0 : t.size());
        return this;
    }

    @Override
    public Launch i32(int value) {
        args.add('i', null, value, 0);
        return this;
    }

    @Override
    public Launch f32(float value) {
        args.add('f', null, Float.floatToRawIntBits(value), 0);
        return this;
    }

    @Override
    public void each(long n) {
        start();
    }

    @Override
    public void rows(int n, int width) {
        start();
    }

    @Override
    public void tiles(int x, int y, int threads) {
        start();
    }

    private void start() {
        Args complete = args;
        if (complete == null) {
            throw new IllegalStateException("kernel " + kernel.symbol() + " was already started");
        }
        args = null;
        device.run(kernel, complete);
    }
}
