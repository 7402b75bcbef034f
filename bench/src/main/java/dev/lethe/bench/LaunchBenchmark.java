package dev.lethe.bench;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Kernel;
import dev.lethe.Step;
import dev.lethe.Tensor;
import java.util.concurrent.TimeUnit;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a call of the CUDA device costs on Java's side, on a driver that does nothing: {@code bench/launch} builds it and
 * names its folder with the system property {@code lethe.emulated}.
 *
 * <p>Wanted: an eager launch of 8 arguments in at most 500 ns, the replay of a captured step in at most 1000 ns and
 * without a byte of Java heap.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class LaunchBenchmark {
    private static final int ROWS = 128;
    private static final int COLUMNS = 256;
    /** Takes 8 arguments: y, norm, dy, dx, beta, eps, rows, columns. */
    private static final Kernel KERNEL = Kernel.deviceOnly("l2_normalise_backward");

    private final Gemm spec = Gemm.of(false, true, ROWS, ROWS, COLUMNS);
    private final CUfunction function = new CUfunction();
    private Device device;
    private Arena arena;
    private Tensor y;
    private Tensor norm;
    private Tensor dy;
    private Tensor dx;
    private Tensor product;
    private Step step;

    @Setup
    public void open() {
        device = Device.open("cuda-emulated");
        arena = device.arena("bench", Arena.UNLIMITED);
        y = arena.floats(ROWS, COLUMNS);
        norm = arena.floats(ROWS);
        dy = arena.floats(ROWS, COLUMNS);
        dx = arena.floats(ROWS, COLUMNS);
        product = arena.floats(ROWS, ROWS);
        step = device.capture(100, this::launch);
        CUmodule module = new CUmodule();
        JCudaDriver.cuModuleLoadData(module, new byte[1]);
        JCudaDriver.cuModuleGetFunction(function, module, KERNEL.symbol());
    }

    @TearDown
    public void close() {
        step.close();
        arena.close();
        device.close();
    }

    /** Lethe's launch, as every operation makes it. */
    @Benchmark
    public void launch() {
        device.launch(KERNEL)
                .in(y)
                .in(norm)
                .in(dy)
                .out(dx)
                .f32(0)
                .f32(1e-6f)
                .i32(ROWS)
                .i32(COLUMNS)
                .rows(ROWS, COLUMNS);
    }

    /** The same call in the way of JCuda's samples, a pointer to each argument. */
    @Benchmark
    public int launchByPointers() {
        Pointer parameters = Pointer.to(
                Pointer.to(new long[] {0x700000000000L}),
                Pointer.to(new long[] {0x700000100000L}),
                Pointer.to(new long[] {0x700000200000L}),
                Pointer.to(new long[] {0x700000300000L}),
                Pointer.to(new float[] {0}),
                Pointer.to(new float[] {1e-6f}),
                Pointer.to(new int[] {ROWS}),
                Pointer.to(new int[] {COLUMNS}));
        return JCudaDriver.cuLaunchKernel(function, ROWS, 1, 1, 32, 8, 1, 0, null, parameters, null);
    }

    /** A captured step of 100 launches. */
    @Benchmark
    public void replay() {
        step.replay();
    }

    @Benchmark
    public void gemm() {
        device.gemm(spec, y, dy, product);
    }
}
