package dev.lethe.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Matrix product C = A B of n by n float32.
 *
 * <p>Floor: 2 n^3 FLOP (0.268 GFLOP at 512, 2.147 at 1024) over the machine's FMA peak; 3 n^2 floats (3.1 MB, 12.6 MB)
 * pass through memory once, which is far below that.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class GemmBenchmark {

    /** Our operands. */
    @State(Scope.Benchmark)
    public static class Ours {
        @Param({"512", "1024"})
        int n;

        Device device;
        Arena arena;
        Gemm spec;
        Tensor a;
        Tensor b;
        Tensor c;

        @Setup
        public void open() {
            device = Device.open("cpu:" + Inputs.THREADS);
            arena = device.arena("operands", 1L << 30);
            spec = Gemm.of(false, false, n, n, n);
            a = arena.floats(n, n);
            b = arena.floats(n, n);
            c = arena.floats(n, n);
            device.upload(Inputs.normal("a", n * n, 1), a);
            device.upload(Inputs.normal("b", n * n, 1), b);
        }

        @TearDown
        public void close() {
            arena.close();
            device.close();
        }
    }

    /** Libtorch's operands. */
    @State(Scope.Benchmark)
    public static class Theirs {
        @Param({"512", "1024"})
        int n;

        NDManager manager;
        NDArray a;
        NDArray b;

        @Setup
        public void open() {
            manager = Libtorch.open(Inputs.THREADS);
            a = Libtorch.array(manager, Inputs.normal("a", n * n, 1), n, n);
            b = Libtorch.array(manager, Inputs.normal("b", n * n, 1), n, n);
        }

        @TearDown
        public void close() {
            manager.close();
        }
    }

    @Benchmark
    public Tensor lethe(Ours s) {
        s.device.gemm(s.spec, s.a, s.b, s.c);
        return s.c;
    }

    @Benchmark
    public void libtorch(Theirs s) {
        s.a.matMul(s.b).close();
    }
}
