package dev.lethe.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A training step of the {@code convnet} of the main job at batch 128, with softmax cross-entropy and Adam.
 *
 * <p>Floor: per image, multiply-adds of the forward pass are 0.31 M (784 x 16 x 25), 2.51 M (196 x 32 x 400), 0.20 M
 * and 1,280; the first layer needs two products in a step and the others three: 2 x 128 x (2 x 0.31 + 3 x 2.71) M = 2.24
 * GFLOP. Activations of 12,544 + 3,136 + 6,272 + 1,568 floats an image, each written and read in both directions, are 48
 * MB or so: on two cores arithmetic and memory take about equally long, and both are needed.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ConvNetStepBenchmark {

    /** Our network and batch. */
    @State(Scope.Benchmark)
    public static class Ours {
        LetheStep step;

        @Setup
        public void open() {
            step = new LetheStep(Network.CONVNET);
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
        TorchStep step;

        @Setup
        public void open() {
            step = new TorchStep(Network.CONVNET);
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
