package dev.lethe.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Loss;
import dev.lethe.loss.Targets;
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
 * Softmax cross-entropy of 8192 rows of 1000 logits: losses, and the gradient of their mean.
 *
 * <p>Floor: the logits are read once and the gradient written once, 2 x 8192 x 1000 x 4 bytes = 65.5 MB (98 MB with the
 * read that an ordinary store of a line begins with), and one exponential per element, 8.2 M.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SoftmaxCrossEntropyBenchmark {
    private static final int ROWS = 8192;
    private static final int CLASSES = 1000;

    /** Our logits and labels. */
    @State(Scope.Benchmark)
    public static class Ours {
        private final Loss loss = new CrossEntropy(0);
        private Device device;
        private Arena data;
        private Arena step;
        private Tensor logits;
        private Targets targets;

        @Setup
        public void open() {
            device = Device.open("cpu:" + Inputs.THREADS);
            data = device.arena("data", Arena.UNLIMITED);
            step = device.arena("step", Arena.UNLIMITED);
            logits = data.floats(ROWS, CLASSES);
            device.upload(Inputs.normal("logits", ROWS * CLASSES, 1), logits);
            Tensor labels = data.ints(ROWS);
            device.upload(Inputs.labels(ROWS, CLASSES), labels);
            targets = Targets.hard(labels);
        }

        Tensor run() {
            step.reset();
            Pass pass = Pass.training(device, step, null);
            pass.watch(logits);
            return pass.backward(loss.losses(pass, logits, targets, null)).gradient(logits);
        }

        @TearDown
        public void close() {
            step.close();
            data.close();
            device.close();
        }
    }

    /**
     * Libtorch's. DJL has no fused cross-entropy: log-softmax, a gather of the label's element, a mean, which is what
     * PyTorch's own does in one call more or less.
     */
    @State(Scope.Benchmark)
    public static class Theirs {
        private NDManager manager;
        private NDArray logits;
        private NDArray labels;

        @Setup
        public void open() {
            manager = Libtorch.open(Inputs.THREADS);
            logits = Libtorch.array(manager, Inputs.normal("logits", ROWS * CLASSES, 1), ROWS, CLASSES);
            labels = manager.create(Inputs.labels(ROWS, CLASSES), new Shape(ROWS, 1))
                    .toType(DataType.INT64, false);
            logits.setRequiresGradient(true);
        }

        void run() {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                    collector.backward(
                            logits.logSoftmax(-1).gather(labels, 1).mean().neg());
                }
            }
        }

        @TearDown
        public void close() {
            manager.close();
        }
    }

    @Benchmark
    public Tensor lethe(Ours s) {
        return s.run();
    }

    @Benchmark
    public void libtorch(Theirs s) {
        s.run();
    }
}
