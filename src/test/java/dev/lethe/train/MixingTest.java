package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Kernel;
import dev.lethe.RandomStream;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Mixtures;
import dev.lethe.loss.Targets;
import dev.lethe.optim.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("devices")
class MixingTest {
    private static final int N = 5;
    private static final int STEPS = 4;

    private final Device device = DeviceUnderTest.checked();
    private final Arena data = device.arena("data", Arena.UNLIMITED);

    @AfterEach
    void close() {
        data.close();
        device.close();
    }

    private Tensor floats(float[] values, int... dims) {
        Tensor t = data.floats(dims);
        device.upload(values, t);
        return t;
    }

    private Tensor ints(int... values) {
        Tensor t = data.ints(values.length);
        device.upload(values, t);
        return t;
    }

    private static float[] counting(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = i + 1;
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void imagesLabelsAndMemoryAreMixedAlike(double cut) {
        Shape image = Shape.of(2, 6, 7);
        MixShares shares = new MixShares(3, "m", 0.8, 1.5, cut, image, STEPS);
        Clock clock = new Clock(device, data, 3);
        Mixing mixing = new Mixing(clock, shares, "m", 2, image);
        clock.start(STEPS);
        float[] values = counting(N * 84);
        Tensor x = floats(values, N, 2, 6, 7);
        Tensor labels = ints(4, 1, 3, 0, 2);
        float[] rows = counting(8 * 3);
        Tensor table = floats(rows, 8, 3);
        int[] index = {7, 0, 4, 2, 5};
        boolean partial = false;
        for (int s = 0; s < STEPS; s++) {
            Pass pass = Pass.evaluation(device, data);
            float[] y = device.floats(mixing.examples(pass, x));
            float share = (float) shares.share(s);
            int others = 0;
            for (int e = 0; e < y.length; e++) {
                int i = e / 84;
                float own = values[e];
                float other = values[(i + 2) % N * 84 + e % 84];
                boolean inside = cut == 1 && y[e] == other;
                others += inside ? 1 : 0;
                assertEquals(inside ? other : cut == 1 ? own : share * own + (1 - share) * other, y[e], 1e-3);
            }
            if (cut == 1) {
                // What is left of the images is what the labels are told.
                assertEquals(share, 1 - (double) others / y.length, 1e-6);
                partial |= others > 0 && others < y.length;
            }
            Targets targets = mixing.targets(pass, labels);
            assertArrayEquals(new int[] {3, 0, 2, 4, 1}, device.ints(targets.second()));
            assertArrayEquals(new float[] {share, share, share, share, share}, device.floats(targets.mix()));
            float[] mixed = device.floats(mixing.memory(pass, table, ints(index)));
            for (int e = 0; e < mixed.length; e++) {
                float own = rows[index[e / 3] * 3 + e % 3];
                float other = rows[index[(e / 3 + 2) % N] * 3 + e % 3];
                assertEquals(share * own + (1 - share) * other, mixed[e], 1e-5);
            }
            clock.advance(N);
        }
        assertEquals(cut == 1, partial, "a rectangle has been mixed in");
    }

    @Test
    void rowsOfFeaturesAreBlended() {
        Shape row = Shape.of(3);
        MixShares shares = new MixShares(4, "m", 1, 1, 0, row, 1);
        Clock clock = new Clock(device, data, 4);
        Mixing mixing = new Mixing(clock, shares, "m", 1, row);
        clock.start(1);
        float[] y = device.floats(
                mixing.examples(Pass.evaluation(device, data), floats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));
        float share = (float) shares.share(0);
        assertEquals(share * 1 + (1 - share) * 4, y[0], 1e-6);
        assertEquals(share * 6 + (1 - share) * 3, y[5], 1e-6);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1, 4})
    void sharesFollowTheBetaDistribution(double alpha) {
        RandomStream random = new RandomStream(1, "beta");
        int n = 20_000;
        double mean = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double b = MixShares.beta(random, alpha);
            assertTrue(b >= 0 && b <= 1);
            mean += b / n;
            square += b * b / n;
        }
        assertEquals(0.5, mean, 0.01);
        assertEquals(1 / (4 * (2 * alpha + 1)), square - mean * mean, 0.004);
    }

    @Test
    void theSmallestLossesAreKeptMoreEachEpochOfTheRamp() {
        Kernel kernel = Kernel.of("small_losses", Mixtures::smallLosses);
        Tensor values = floats(new float[] {3, 9, Float.NaN, 9, 1, 9, 2, 9, 2, 9, 8, 9}, 6, 2);
        float[][] expected = {
            {1, 1, 1, 1, 1, 1},
            {1.2f, 0, 1.2f, 1.2f, 1.2f, 1.2f},
            {0, 0, 2, 2, 2, 0},
            {0, 0, 2, 2, 2, 0}
        };
        for (int epoch = 0; epoch < expected.length; epoch++) {
            Tensor clock = ints(0, 0, 0, 0, epoch, 0, 0, 0);
            Tensor weights = data.floats(6);
            device.launch(kernel)
                    .in(values)
                    .in(clock)
                    .out(weights)
                    .f32(0.5f)
                    .i32(2)
                    .i32(6)
                    .i32(2)
                    .each(6);
            assertArrayEquals(expected[epoch], device.floats(weights), "epoch " + epoch);
        }
    }

    @Test
    void rowsAreRemembered() {
        Kernel kernel = Kernel.of("remember_rows", Mixtures::remember);
        Tensor table = floats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        device.launch(kernel)
                .in(floats(new float[] {10, 20, 30, 40}, 2, 2))
                .in(ints(2, 0))
                .out(table)
                .f32(0.5f)
                .i32(2)
                .i32(2)
                .each(4);
        assertArrayEquals(new float[] {15.5f, 21, 3, 4, 7.5f, 13}, device.floats(table));
    }
}
