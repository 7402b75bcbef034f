package dev.lethe.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.training.GradientCollector;
import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LedgerKernels;
import dev.lethe.loss.EarlyLearning;
import dev.lethe.loss.Targets;
import dev.lethe.loss.Tracked;
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
 * A step of early-learning regularization on 8192 rows of 100 logits: losses, the gradient of their mean, the update of
 * the target table, and loss, probability, margin, EL2N and prediction of each example in the ledger's rows.
 *
 * <p>Floor: logits and table rows are read once, gradient and table rows written once, 4 x 8192 x 100 x 4 bytes = 13.1 MB,
 * and one exponential per element, 0.82 M.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EarlyLearningBenchmark {
    static final int ROWS = 8192;
    static final int CLASSES = 100;
    private static final float LAMBDA = 3;
    private static final float BETA = 0.7f;
    private static final float CLIP = 1e-4f;

    /** Where the examples of the batch are in the tables: neighbours are not neighbours there. */
    private static int[] index() {
        int[] rows = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            rows[i] = (int) (i * 7919L % ROWS);
        }
        return rows;
    }

    /** Ours, recorded once and replayed. */
    @State(Scope.Benchmark)
    public static class Ours {
        private static final Kernel SCATTER = Kernel.of("ledger_scatter", LedgerKernels::scatter);

        Device device;
        Tensor gradient;
        Tensor table;
        Tensor values;
        Tensor predictions;
        private Arena data;
        private Arena step;
        private Tensor logits;
        private Tensor index;
        private Targets targets;
        private EarlyLearning loss;
        private Step captured;

        @Setup
        public void open() {
            device = Device.open("cpu:" + Inputs.THREADS);
            data = device.arena("data", Arena.UNLIMITED);
            step = device.arena("step", Arena.UNLIMITED);
            logits = data.floats(ROWS, CLASSES);
            device.upload(Inputs.normal("logits", ROWS * CLASSES, 1), logits);
            Tensor labels = ints(Inputs.labels(ROWS, CLASSES));
            index = ints(index());
            targets = Targets.hard(labels).withIndex(index);
            loss = EarlyLearning.of(device, data, ROWS, CLASSES, LAMBDA, BETA);
            table = loss.table();
            values = data.floats(ROWS, Tracked.COLUMNS);
            predictions = data.ints(ROWS);
            captured = device.capture(this::run);
        }

        private Tensor ints(int[] from) {
            Tensor t = data.ints(from.length);
            device.upload(from, t);
            return t;
        }

        private void run() {
            step.reset();
            Pass pass = Pass.training(device, step, null);
            pass.watch(logits);
            Tracked tracked = Tracked.in(step, ROWS);
            gradient =
                    pass.backward(loss.losses(pass, logits, targets, tracked)).gradient(logits);
            pass.launch(SCATTER)
                    .in(tracked.values())
                    .in(tracked.prediction())
                    .in(index)
                    .out(values)
                    .out(predictions)
                    .i32(ROWS)
                    .i32(Tracked.COLUMNS)
                    .each(ROWS);
        }

        void replay() {
            captured.replay();
        }

        @TearDown
        public void close() {
            captured.close();
            step.close();
            data.close();
            device.close();
        }
    }

    /** The same composed from libtorch's operations, as the authors' code does, with rows by index instead of lists. */
    @State(Scope.Benchmark)
    public static class Theirs {
        NDArray logits;
        NDArray table;
        NDArray values;
        NDArray predictions;
        private NDManager manager;
        private NDArray labels;
        private NDArray others;
        private NDArray ones;
        private NDArray rows;
        private NDIndex index;

        @Setup
        public void open() {
            manager = Libtorch.open(Inputs.THREADS);
            logits = Libtorch.array(manager, Inputs.normal("logits", ROWS * CLASSES, 1), ROWS, CLASSES);
            labels = manager.create(Inputs.labels(ROWS, CLASSES), new Shape(ROWS, 1))
                    .toType(DataType.INT64, false);
            ones = labels.squeeze(1).oneHot(CLASSES, DataType.FLOAT32);
            others = ones.mul(-1e30f);
            rows = manager.create(index()).toType(DataType.INT64, false);
            index = new NDIndex("{}", rows);
            table = manager.zeros(new Shape(ROWS, CLASSES));
            values = manager.zeros(new Shape(ROWS, Tracked.COLUMNS));
            predictions = manager.zeros(new Shape(ROWS), DataType.INT64);
            logits.setRequiresGradient(true);
        }

        void run() {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray losses;
                NDArray p;
                try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                    NDArray softmax = logits.softmax(-1);
                    NDArray c = softmax.clip(CLIP, 1 - CLIP);
                    p = softmax.stopGradient();
                    NDArray target = next(c.stopGradient());
                    NDArray inner = target.mul(c).sum(new int[] {-1});
                    NDArray crossEntropy =
                            logits.logSoftmax(-1).gather(labels, 1).squeeze(1).neg();
                    losses = inner.neg().add(1).log().mul(LAMBDA).add(crossEntropy);
                    collector.backward(losses.mean());
                }
                track(losses.stopGradient(), p, logits.stopGradient());
            }
        }

        /** Updates the rows of the table and returns them. */
        private NDArray next(NDArray c) {
            NDArray old = table.getNDArrayInternal()
                    .embedding(rows, table, SparseFormat.DENSE)
                    .singletonOrThrow();
            NDArray share = c.div(c.sum(new int[] {-1}, true)).muli(1 - BETA);
            NDArray target = old.muli(BETA).addi(share);
            table.set(index, target);
            return target;
        }

        private void track(NDArray losses, NDArray p, NDArray z) {
            NDArray own = z.gather(labels, 1).squeeze(1);
            NDArray rest = z.add(others).max(new int[] {-1});
            NDArray distance = p.sub(ones).norm(new int[] {-1});
            NDArray probability = p.gather(labels, 1).squeeze(1);
            values.set(index, NDArrays.stack(new NDList(losses, probability, own.sub(rest), distance), 1));
            predictions.set(index, z.argMax(1));
        }

        @TearDown
        public void close() {
            manager.close();
        }
    }

    @Benchmark
    public void letheReplayed(Ours s) {
        s.replay();
    }

    @Benchmark
    public void libtorch(Theirs s) {
        s.run();
    }
}
