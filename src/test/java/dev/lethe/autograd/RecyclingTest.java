package dev.lethe.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.op.Add;
import dev.lethe.op.Affine;
import dev.lethe.op.Concat;
import dev.lethe.op.Gelu;
import dev.lethe.op.Multiply;
import dev.lethe.op.RowSum;
import dev.lethe.op.Slice;
import dev.lethe.op.Sum;
import dev.lethe.op.Tanh;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients share memory one after the other; none may be overwritten while it is still wanted. */
@Tag("devices")
class RecyclingTest {
    private static final int ROWS = 3;
    private static final int WIDTH = 5;

    private final Device device = DeviceUnderTest.filled();
    private final Arena data = device.arena("data", 1 << 20);
    private final Arena step = device.arena("step", 1 << 20);

    @AfterEach
    void close() {
        step.close();
        data.close();
        device.close();
    }

    /** A random graph of 60 operations in several sizes, in which any earlier result may be used again. */
    private Tensor graph(Pass pass, long seed, Tensor x, FixedLeaves leaves) {
        RandomStream random = new RandomStream(seed, "graph");
        List<Tensor> done = new ArrayList<>(List.of(x));
        for (int i = 0; i < 60; i++) {
            Tensor u = done.get(done.size() - 1);
            Tensor v = done.get(random.below(done.size()));
            done.add(
                    switch (random.below(7)) {
                        case 0 -> Gelu.gelu(pass, u);
                        case 1 -> Tanh.tanh(pass, Add.add(pass, u, v));
                        case 2 -> Tanh.tanh(pass, Multiply.multiply(pass, u, v));
                        case 3 -> {
                            int w = 2 * random.below(3);
                            yield Affine.affine(
                                    pass,
                                    u,
                                    leaves.values().get(w),
                                    leaves.values().get(w + 1));
                        }
                        case 4 -> {
                            Tensor wide = Concat.concat(pass, 1, u, v, u);
                            yield Tanh.tanh(pass, Slice.slice(pass, wide, 1, 3, 3 + WIDTH));
                        }
                        case 5 -> {
                            Tensor total = RowSum.rowMean(pass, v).reshape(ROWS, 1);
                            yield Tanh.tanh(
                                    pass, Add.add(pass, u, Concat.concat(pass, 1, total, total, total, total, total)));
                        }
                        default -> Add.add(pass, Tanh.tanh(pass, u), Tanh.tanh(pass, v));
                    });
        }
        return Sum.mean(pass, done.get(done.size() - 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void gradientsOfARandomGraphAgreeWithDifferences(long seed) {
        FixedLeaves leaves = new FixedLeaves(device, data);
        for (int i = 0; i < 3; i++) {
            leaves.add(seed + 100 * i, 0.5, WIDTH, WIDTH);
            leaves.add(seed + 100 * i + 50, 0.2, WIDTH);
        }
        Tensor x = data.floats(ROWS, WIDTH);
        float[] values = FixedLeaves.normals(seed, 1, x.count());
        device.upload(values, x);
        Pass pass = Pass.training(device, step, null, leaves);
        pass.watch(x);
        Backward back = pass.backward(graph(pass, seed, x, leaves));
        float[] dx = device.floats(back.gradient(x));
        double error = 0;
        double norm = 0;
        for (int i = 0; i < dx.length; i++) {
            double numeric = slope(seed, x, values, i, leaves);
            error += Math.pow(dx[i] - numeric, 2);
            norm += numeric * numeric;
        }
        assertTrue(norm > 0);
        assertEquals(0, Math.sqrt(error / norm), 2e-3, "relative error");
    }

    private double slope(long seed, Tensor x, float[] values, int i, FixedLeaves leaves) {
        double h = 1.0 / 64;
        double[] at = new double[5];
        for (int k = -2; k <= 2; k++) {
            float[] moved = values.clone();
            moved[i] += (float) (k * h);
            device.upload(moved, x);
            step.reset();
            Pass pass = Pass.computing(device, step, null, Pass.Switches.TRAINING);
            at[k + 2] = device.floats(graph(pass, seed, x, leaves))[0];
        }
        return (8 * (at[3] - at[1]) - (at[4] - at[0])) / (12 * h);
    }

    @Test
    void aChainNeedsTwoGradientsAtOnce() {
        Tensor x = data.floats(1000);
        device.upload(new float[1000], x);
        Pass pass = Pass.training(device, step, null);
        pass.watch(x);
        Tensor y = x;
        for (int i = 0; i < 20; i++) {
            y = Tanh.tanh(pass, y);
        }
        y = Sum.sum(pass, y);
        long before = step.used();
        pass.backward(y);
        // The gradient of x, two of the chain, and the seed.
        assertTrue(step.used() - before <= 3 * 4096 + 256, "bytes of gradients: " + (step.used() - before));
    }

    /** Hands the gradient that arrived to both inputs, as it is. */
    private record Fork(Tensor u, Tensor v, Tensor y) implements Op {
        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public void backward(Backward b) {
            b.adopt(u, b.of(y));
            b.adopt(v, b.of(y));
        }
    }

    /** As a fused loss: its gradient was computed in the forward direction and is handed over. */
    private record Fused(Tensor x, Tensor dx, Tensor y) implements Op {
        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public void backward(Backward b) {
            b.adopt(x, dx);
        }
    }

    @Test
    void aGradientGivenAwayIsNotGivenTwice() {
        Tensor x = data.floats(4);
        device.upload(new float[4], x);
        Pass pass = Pass.training(device, step, null);
        pass.watch(x);
        Tensor u = Tanh.tanh(pass, x);
        Tensor dx = pass.like(u);
        device.upload(new float[] {1, 2, 3, 4}, dx);
        Tensor y = pass.record(new Fused(u, dx, pass.floats(1)), u);
        Tensor other = Sum.sum(pass, u);
        assertEquals(4, device.floats(pass.backward(y).gradient(x))[3]);
        assertEquals(1, device.floats(pass.backward(other).gradient(x))[3], "another output may follow");
        String message = assertThrows(IllegalStateException.class, () -> pass.backward(y))
                .getMessage();
        assertTrue(message.contains("Fused gave its gradient away"), message);
    }

    @Test
    void aGradientHandedOnIsNotShared() {
        Tensor x = data.floats(4);
        device.upload(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, x);
        Pass pass = Pass.training(device, step, null);
        pass.watch(x);
        Tensor u = Tanh.tanh(pass, x);
        Tensor v = Multiply.multiply(pass, u, u);
        Tensor y = pass.like(u);
        device.upload(new float[4], y);
        pass.record(new Fork(u, v, y), u, v);
        float[] got =
                device.floats(pass.backward(Sum.sum(pass, Tanh.tanh(pass, y))).gradient(x));
        float[] t = device.floats(u);
        for (int i = 0; i < got.length; i++) {
            // The output of the fork is 0 here, where tanh has slope 1: du = 1 + 2 u.
            assertEquals((1 + 2 * t[i]) * (1 - t[i] * t[i]), got[i], 1e-6);
        }
    }
}
