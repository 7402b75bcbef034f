package dev.lethe.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.EarlyLearning;
import dev.lethe.loss.Targets;
import dev.lethe.op.BatchNorm;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operations keep from step to step, beside libtorch's. */
@Tag("devices")
class TorchStateTest {
    private final Device device = DeviceUnderTest.checked();
    private final Arena data = device.arena("data", 1 << 24);
    private final RandomStream random = new RandomStream(3, "state");

    @BeforeAll
    static void start() {
        Torch.require();
    }

    @AfterEach
    void close() {
        data.close();
        device.close();
    }

    private float[] normals(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.normal();
        }
        return values;
    }

    private Tensor upload(float[] values, int... dims) {
        Tensor t = data.floats(dims);
        device.upload(values, t);
        return t;
    }

    @Test
    void runningStatisticsOfBatchNormAfterThreeSteps() {
        int c = 5;
        float[] ones = new float[c];
        Arrays.fill(ones, 1);
        Tensor mean = upload(new float[c], c);
        Tensor variance = upload(ones, c);
        try (NDManager manager = Torch.manager();
                Arena step = device.arena("step", 1 << 24)) {
            NDArray theirMean = manager.create(new float[c]);
            NDArray theirVariance = manager.create(ones);
            NDArray scale = manager.create(ones);
            NDArray shift = manager.create(new float[c]);
            for (int i = 0; i < 3; i++) {
                float[] x = normals(4 * c * 7 * 6);
                step.reset();
                Pass pass = Pass.training(device, step, null);
                BatchNorm.batchNorm(pass, upload(x, 4, c, 7, 6), null, null, mean, variance);
                NDArray theirs = manager.create(x, new Shape(4, c, 7, 6));
                TorchOps.batchNorm(
                        theirs, scale, shift, theirMean, theirVariance, BatchNorm.MOMENTUM, BatchNorm.EPS, true);
            }
            agree("running mean", mean, theirMean);
            agree("running variance", variance, theirVariance);
        }
    }

    @Test
    void memoryOfEarlyLearningAfterThreeSteps() {
        int n = 9;
        int k = 6;
        int[] labels = new int[n];
        int[] index = random.permutation(n);
        Tensor given = data.ints(n);
        Tensor rows = data.ints(n);
        device.upload(labels, given);
        device.upload(index, rows);
        EarlyLearning loss = EarlyLearning.of(device, data, n, k, 3, 0.7);
        try (NDManager manager = Torch.manager();
                Arena step = device.arena("step", 1 << 24)) {
            // In the order of the batch; ours is in that of the training set.
            NDArray memory = manager.zeros(new Shape(n, k));
            for (int i = 0; i < 3; i++) {
                float[] z = normals(n * k);
                step.reset();
                Pass pass = Pass.training(device, step, null);
                Tensor outputs = pass.watch(upload(z, n, k));
                pass.backward(loss.losses(pass, outputs, Targets.hard(given).withIndex(rows), null));
                memory = TorchLosses.earlyLearningMemory(manager.create(z, new Shape(n, k)), memory, 0.7f);
            }
            NDArray ours = manager.create(device.floats(loss.table()), new Shape(n, k));
            NDArray batch = TorchOps.embedding(manager.create(index), ours);
            TorchCase.agree("memory", batch.toFloatArray(), memory.toFloatArray(), 1e-5, 1e-6);
        }
    }

    private void agree(String what, Tensor ours, NDArray theirs) {
        TorchCase.agree(what, device.floats(ours), theirs.toFloatArray(), 1e-5, 1e-6);
    }
}
