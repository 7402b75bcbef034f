package dev.lethe.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.op.WeightedSum.Term;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operations give for inputs whose results are known: the harness compares them only with themselves. */
@Tag("devices")
class OpValuesTest {
    private final Device device = DeviceUnderTest.checked();
    private final Arena step = device.arena("step", 1 << 26);
    private final Pass pass = Pass.evaluation(device, step);

    @AfterEach
    void close() {
        step.close();
        device.close();
    }

    private Tensor tensor(float[] values, int... dims) {
        Tensor t = step.floats(dims);
        device.upload(values, t);
        return t;
    }

    /** 0, 1, 2, ... */
    private Tensor counting(int... dims) {
        Tensor t = step.floats(dims);
        float[] v = new float[t.count()];
        for (int i = 0; i < v.length; i++) {
            v[i] = i;
        }
        device.upload(v, t);
        return t;
    }

    private void is(float[] want, Tensor got) {
        assertArrayEquals(want, device.floats(got));
    }

    @Test
    void elementwise() {
        Tensor x = tensor(new float[] {-2, 0, 3}, 3);
        Tensor y = tensor(new float[] {5, 7, -1}, 3);
        is(new float[] {-0.5f, 0, 3}, LeakyRelu.leakyRelu(pass, x, 0.25f));
        is(new float[] {0, 0, 3}, Relu.relu(pass, x));
        is(new float[] {3, 7, 2}, Add.add(pass, x, y));
        is(new float[] {-10, 0, -3}, Multiply.multiply(pass, x, y));
        is(new float[] {1, -0f, -1.5f}, Scale.scale(pass, x, -0.5f));
        float[] e = device.floats(Exp.exp(pass, x));
        float[] t = device.floats(Tanh.tanh(pass, x));
        float[] s = device.floats(Sigmoid.sigmoid(pass, x));
        float[] l = device.floats(Log.log(pass, Exp.exp(pass, x)));
        for (int i = 0; i < 3; i++) {
            double v = new double[] {-2, 0, 3}[i];
            assertEquals(Math.exp(v), e[i], 2e-7 * Math.exp(v));
            assertEquals(Math.tanh(v), t[i], 2e-7);
            assertEquals(1 / (1 + Math.exp(-v)), s[i], 2e-7);
            assertEquals(v, l[i], 5e-7);
        }
    }

    @Test
    void rowsAndWeights() {
        is(new float[] {10, 21, 12, 23}, AddRow.addRow(pass, counting(2, 2), tensor(new float[] {10, 20}, 2)));
        Tensor scale = tensor(new float[] {3}, 1);
        Tensor u = tensor(new float[] {1, 2}, 2);
        Tensor v = tensor(new float[] {10, 20}, 2);
        is(new float[] {32, 64}, WeightedSum.weightedSum(pass, List.of(new Term(u, 2), new Term(v, 1, scale))));
    }

    @Test
    void softmaxOfLargeNumbersIsFinite() {
        Tensor x = tensor(new float[] {1000, 1000, -1000, -1000}, 2, 2);
        is(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, Softmax.softmax(pass, x));
        float ln2 = (float) Math.log(2);
        is(new float[] {-ln2, -ln2, -ln2, -ln2}, LogSoftmax.logSoftmax(pass, x));
        is(new float[] {-2000, 0}, LogSoftmax.logSoftmax(pass, tensor(new float[] {-1000, 1000}, 2)));
    }

    @Test
    void shapes() {
        Tensor x = counting(2, 3);
        is(new float[] {0, 3, 1, 4, 2, 5}, Permute.transpose(pass, x, 0, 1));
        is(new float[] {1, 2, 4, 5}, Slice.slice(pass, x, 1, 1, 3));
        is(new float[] {3, 4, 5}, Slice.slice(pass, x, 0, 1, 2));
        is(new float[] {0, 1, 2, 1, 3, 4, 5, 4}, Concat.concat(pass, 1, x, Slice.slice(pass, x, 1, 1, 2)));
        is(new float[] {0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5}, Concat.concat(pass, 0, x, x));
        Tensor y = counting(2, 3, 2, 2);
        float[] got = device.floats(Permute.permute(pass, y, 3, 0, 2, 1));
        int at = 0;
        for (int d = 0; d < 2; d++) {
            for (int a = 0; a < 2; a++) {
                for (int c = 0; c < 2; c++) {
                    for (int b = 0; b < 3; b++) {
                        assertEquals(12 * a + 4 * b + 2 * c + d, got[at++]);
                    }
                }
            }
        }
    }

    @Test
    void embeddingPicksRows() {
        Tensor index = step.ints(2, 2);
        device.upload(new int[] {2, 0, 2, 1}, index);
        Tensor y = Embedding.embedding(pass, counting(3, 2), index);
        assertEquals("F32[2, 2, 2]", y.toString());
        is(new float[] {4, 5, 0, 1, 4, 5, 2, 3}, y);
    }

    @Test
    void sumsAreAccurateAndDoNotDependOnThreads() {
        int n = 100_003;
        RandomStream random = new RandomStream(1, "sums");
        float[] values = new float[n];
        double total = 0;
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.uniform();
            total += values[i];
        }
        float two = device.floats(Sum.sum(pass, tensor(values, n)))[0];
        assertEquals(total, two, 2e-7 * total);
        assertEquals(total / n, device.floats(Sum.mean(pass, tensor(values, n)))[0], 1e-6);
        for (int threads : new int[] {1, 3}) {
            try (Device other = DeviceUnderTest.checked(threads);
                    Arena arena = other.arena("other", 1 << 20)) {
                Tensor x = arena.floats(n);
                other.upload(values, x);
                assertEquals(two, other.floats(Sum.sum(Pass.evaluation(other, arena), x))[0]);
            }
        }
        is(new float[] {3, 12}, RowSum.rowSum(pass, counting(2, 3)));
        is(new float[] {1, 4}, RowSum.rowMean(pass, counting(2, 3)));
        is(new float[] {10}, RowSum.rowSum(pass, counting(5)));
    }

    @Test
    void l2NormaliseAtZeroHasTheGradientOfTheClampedNorm() {
        Tensor x = tensor(new float[] {0, 0, 3, 4}, 2, 2);
        Pass recording = Pass.training(device, step, null);
        recording.watch(x);
        Tensor y = L2Normalise.l2Normalise(recording, x);
        is(new float[] {0, 0, 0.6f, 0.8f}, y);
        Backward back = recording.backward(y, tensor(new float[] {1, -2, 1, 0}, 2, 2));
        float[] dx = device.floats(back.gradient(x));
        assertEquals(1e12f, dx[0], 1e6);
        assertEquals(-2e12f, dx[1], 1e6);
        assertEquals((1 - 0.36) / 5, dx[2], 1e-7);
        assertEquals(-0.48 / 5, dx[3], 1e-7);
    }
}
