package dev.lethe;

import java.nio.file.Path;

/**
 * Everything the engine asks of a place that computes.
 *
 * <p>Operations are not among it: they are kernels, and kernels are data. A device and its arenas are used by one
 * thread at a time, unless it is {@link #concurrent}.
 */
public interface Device extends AutoCloseable {
    /** What opens this device again, such as {@code cpu}. */
    String name();

    /** What it is, for people: processor, threads, instruction set, driver. */
    String description();

    /** Whether several threads may compute on it at once, each in arenas of its own. */
    default boolean concurrent() {
        return false;
    }

    /**
     * A new arena.
     *
     * @param name for messages
     * @param bytes the most it may hold; memory is taken from the machine as it is needed
     */
    Arena arena(String name, long bytes);

    /** Begins a call of {@code kernel}. */
    Launch launch(Kernel kernel);

    /** Matrix product, see {@link Gemm}. */
    void gemm(Gemm spec, Tensor a, Tensor b, Tensor c);

    /** Copies {@code from} to the device; the sizes must agree. */
    void upload(float[] from, Tensor to);

    /** See {@link #upload(float[], Tensor)}. */
    void upload(int[] from, Tensor to);

    /** See {@link #upload(float[], Tensor)}. */
    void upload(byte[] from, Tensor to);

    /** Copies from the device, waiting for what is under way; the sizes must agree. */
    void download(Tensor from, float[] to);

    /** See {@link #download(Tensor, float[])}. */
    void download(Tensor from, int[] to);

    /** See {@link #download(Tensor, float[])}. */
    void download(Tensor from, byte[] to);

    /**
     * Runs {@code step} once, then records it without running it.
     *
     * <p>A replay does the recorded launches again on the same memory. Whatever the host decided while recording is
     * frozen: values that change from step to step must be in device memory. Inside, upload, download, synchronise,
     * growth of an arena and a nested capture are refused.
     */
    default Step capture(Runnable step) {
        return capture(1, step);
    }

    /**
     * As {@link #capture(Runnable)}, but a replay does what was recorded {@code times} times: the step is run once, then
     * recorded that often. One replay of many short steps costs the host no more than that of one.
     *
     * @param times steps of one replay, at least 1
     */
    Step capture(int times, Runnable step);

    /**
     * Compiles a CUDA source file and makes its kernels known, by the way that Lethe's own take. A CPU needs none: its
     * kernels are Java methods, and nothing is done there.
     *
     * @param source a file ending in {@code .cu}; it may include Lethe's {@code common.cuh}
     * @throws IllegalStateException if there is no compiler, with where it was looked for, or it fails, with its messages
     * @throws IllegalArgumentException if the file cannot be read, or one of its kernels has a name that is taken
     */
    default void load(Path source) {}

    /** Waits until everything started has finished. */
    void synchronize();

    @Override
    void close();

    /** Float copy of a tensor on the host. */
    default float[] floats(Tensor from) {
        float[] to = new float[from.count()];
        download(from, to);
        return to;
    }

    /** Integer copy of a tensor on the host. */
    default int[] ints(Tensor from) {
        int[] to = new int[from.count()];
        download(from, to);
        return to;
    }

    /**
     * Opens a device by name: {@code cpu}, {@code cpu:THREADS}, or another kind on the class path; {@code best} as
     * {@link #best}.
     *
     * @throws IllegalArgumentException if no such kind is known
     * @throws IllegalStateException if it cannot be used here, with the reason; nothing else is opened instead
     */
    static Device open(String spec) {
        return DeviceProvider.find(spec);
    }

    /** Opens the fastest device that works here; its {@link #description} says which it is. */
    static Device best() {
        return DeviceProvider.find("best");
    }
}
