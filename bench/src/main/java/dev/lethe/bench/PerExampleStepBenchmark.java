package dev.lethe.bench;

import dev.lethe.autograd.Clip;
import dev.lethe.autograd.PerExample;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
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
 * Training steps that also find out about the gradient of each example, beside the plain step.
 *
 * <p>Floor of what is added. Norms, perceptron 784-1024-1024-10 at 512: inputs and output gradients of the three layers are
 * read once more, 512 x (784 + 2 x 1024 + 2 x 1024 + 10) floats or 10 MB, under 1 ms of about 20. Norms, {@code convnet} at
 * 128: gradients of single images are formed tile by tile on the way to their sum, 128 x 32 x 400 numbers that are squared
 * and added once more, 3.3 M of 1,100 M multiply-adds. Clipping: output gradients are multiplied by factors, 4 MB and 20 MB
 * read and written; the weights of convolutions are summed from the formed gradients of single images.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PerExampleStepBenchmark {
    /** What is asked for. */
    public enum Asked {
        PLAIN(n -> null),
        NORMS(n -> PerExample.of(n).withNorms()),
        CLIPPED(n -> PerExample.of(n).reweighted(Clip.flat(1))),
        CLIPPED_BY_LAYER(n -> PerExample.of(n).reweighted(Clip.perLayer(1))),
        COSINES(n -> PerExample.of(n).withAlignments());

        private final IntFunction<PerExample> request;

        Asked(IntFunction<PerExample> request) {
            this.request = request;
        }
    }

    /** A network and what is asked of it. */
    @State(Scope.Benchmark)
    public static class Ours {
        @Param({"MLP_LARGE", "CONVNET"})
        public String network;

        @Param
        public Asked asked;

        LetheStep step;

        @Setup
        public void open() {
            step = new LetheStep(Network.valueOf(network)).each(asked.request);
            step.capture();
            System.out.println("step arena: " + step.stepBytes() + " bytes");
        }

        @TearDown
        public void close() {
            step.close();
        }
    }

    /** Libtorch's norms of the perceptron's gradients, without the step. */
    @State(Scope.Benchmark)
    public static class Theirs {
        TorchPerExample norms;

        @Setup
        public void open() {
            norms = new TorchPerExample();
        }

        @TearDown
        public void close() {
            norms.close();
        }
    }

    @Benchmark
    public void lethe(Ours s) {
        s.step.replay();
    }

    /** A backward pass for each of 512 examples. */
    @Benchmark
    public double[] libtorchLoop(Theirs s) {
        return s.norms.loop(512);
    }

    /** Gradients of 512 examples formed by batched products, some at a time. */
    @Benchmark
    public float[] libtorchBatched(Theirs s) {
        return s.norms.batched();
    }
}
