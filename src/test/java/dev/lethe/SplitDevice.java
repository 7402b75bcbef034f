package dev.lethe;

import dev.lethe.cpu.CpuDevice;
import dev.lethe.cpu.MatrixProduct;

/** The bodies of the CPU device under {@link SplitWorkers}; everything else is a {@link CpuDevice}. */
final class SplitDevice implements Device {
    private final Device host = new CpuDevice(1, true);
    private final SplitWorkers workers;

    SplitDevice(SplitWorkers workers) {
        this.workers = workers;
    }

    /** Runs a kernel when its extent is given. */
    private final class Call implements Launch {
        private final Kernel kernel;
        private final Args args = new Args();

        Call(Kernel kernel) {
            this.kernel = kernel;
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
            args.workers(workers);
            kernel.cpu().run(args);
        }

        @Override
        public void rows(int n, int width) {
            each(n);
        }

        @Override
        public void tiles(int x, int y, int threads) {
            each(x);
        }
    }

    @Override
    public Launch launch(Kernel kernel) {
        return new Call(kernel);
    }

    @Override
    public void gemm(Gemm spec, Tensor a, Tensor b, Tensor c) {
        spec.check(a, b, c);
        MatrixProduct.run(
                workers,
                spec,
                (float[]) a.memory(),
                (int) a.offset(),
                (float[]) b.memory(),
                (int) b.offset(),
                (float[]) c.memory(),
                (int) c.offset());
    }

    @Override
    public String name() {
        return "split";
    }

    @Override
    public String description() {
        return host.description() + ", in odd parts";
    }

    @Override
    public Arena arena(String name, long bytes) {
        return host.arena(name, bytes);
    }

    @Override
    public void upload(float[] from, Tensor to) {
        host.upload(from, to);
    }

    @Override
    public void upload(int[] from, Tensor to) {
        host.upload(from, to);
    }

    @Override
    public void upload(byte[] from, Tensor to) {
        host.upload(from, to);
    }

    @Override
    public void download(Tensor from, float[] to) {
        host.download(from, to);
    }

    @Override
    public void download(Tensor from, int[] to) {
        host.download(from, to);
    }

    @Override
    public void download(Tensor from, byte[] to) {
        host.download(from, to);
    }

    @Override
    public Step capture(int times, Runnable step) {
        throw new UnsupportedOperationException("this device records nothing");
    }

    @Override
    public void synchronize() {
        host.synchronize();
    }

    @Override
    public void close() {
        host.close();
    }
}
