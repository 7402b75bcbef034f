package dev.lethe.bench;

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
 * A training step of a multi-layer perceptron with ReLU, softmax cross-entropy and plain SGD.
 *
 * <p>Floor of 784-256-10 at batch 128: 2 x 128 x (2 x 784 x 256 + 3 x 256 x 10) = 0.105 GFLOP, and 0.8 MB of weights
 * read twice and written once; 0.4 MB of input. Floor of 784-1024-1024-10 at batch 512: 2 x 512 x (2 x 784 x 1024 + 3 x
 * 1024 x 1024 + 3 x 1024 x 10) = 4.90 GFLOP, and 7.4 MB of weights. Both are bound by arithmetic: divide by the FMA peak.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MlpStepBenchmark {

    /** Our network and batch. */
    @State(Scope.Benchmark)
    public static class Ours {
        @Param({"MLP_SMALL", "MLP_LARGE"})
        public String network;

        LetheStep step;

        @Setup
        public void open() {
            step = new LetheStep(Network.valueOf(network));
            step.capture();
        }

        @TearDown
        public void close() {
            step.close();
        }
    }

    /** Libtorch's. */
    @State(Scope.Benchmark)
    public static class Theirs {
        @Param({"MLP_SMALL", "MLP_LARGE"})
        public String network;

        TorchStep step;

        @Setup
        public void open() {
            step = new TorchStep(Network.valueOf(network));
        }

        @TearDown
        public void close() {
            step.close();
        }
    }

    @Benchmark
    public void letheEager(Ours s) {
        s.step.eager();
    }

    @Benchmark
    public void letheReplayed(Ours s) {
        s.step.replay();
    }

    @Benchmark
    public void libtorch(Theirs s) {
        s.step.run();
    }
}
