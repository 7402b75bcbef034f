package dev.lethe.influence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tiles of scores, and what is kept of them. */
@Tag("devices")
class ProductScoresTest {
    private static final int TESTS = 300;
    private static final int TRAINED = 2100;

    private static float[] draw(String site, int rows, int columns) {
        RandomStream random = new RandomStream(5, site);
        float[] v = new float[rows * columns];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) random.normal();
        }
        return v;
    }

    private static Tensor upload(Device device, Arena arena, float[] v, int columns) {
        Tensor t = arena.floats(v.length / columns, columns);
        device.upload(v, t);
        return t;
    }

    private static double dot(float[] a, int i, float[] b, int j, int columns) {
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            sum += a[i * columns + c] * b[j * columns + c];
        }
        return sum;
    }

    @Test
    void everyPairIsInOneTileWithItsScore() {
        float[] a = draw("a", TESTS, 5);
        float[] b = draw("b", TRAINED, 5);
        float[] c = draw("c", TESTS, 3);
        float[] d = draw("d", TRAINED, 3);
        double[] factors = new double[TRAINED];
        for (int i = 0; i < TRAINED; i++) {
            factors[i] = 1 + i % 3;
        }
        float[] got = new float[TESTS * TRAINED];
        int[] times = new int[got.length];
        try (Device device = DeviceUnderTest.filled();
                Arena arena = device.arena("factors", 1 << 20)) {
            Tensor ta = upload(device, arena, a, 5);
            Tensor tb = upload(device, arena, b, 5);
            Tensor tc = upload(device, arena, c, 3);
            Tensor td = upload(device, arena, d, 3);
            List<ProductScores.Term> terms =
                    List.of(ProductScores.Term.of(tc, td, 0.5), new ProductScores.Term(ta, tb, tc, td, 1, 2));
            new ProductScores(device, TESTS, TRAINED, terms, new Scales(null, factors))
                    .each((testFrom, tests, trainFrom, trained, scores) -> {
                        for (int t = 0; t < tests; t++) {
                            for (int i = 0; i < trained; i++) {
                                int at = (testFrom + t) * TRAINED + trainFrom + i;
                                got[at] = scores[t * trained + i];
                                times[at]++;
                            }
                        }
                    });
        }
        for (int t = 0; t < TESTS; t++) {
            for (int i = 0; i < TRAINED; i++) {
                double second = dot(c, t, d, i, 3);
                double want = factors[i] * (0.5 * second + 2 * (dot(a, t, b, i, 5) + 1) * second);
                assertEquals(1, times[t * TRAINED + i]);
                assertEquals(want, got[t * TRAINED + i], 1e-4 * (1 + Math.abs(want)), t + " by " + i);
            }
        }
    }

    @Test
    void endsOfSeveralTilesAreMerged() {
        Extremes ends = new Extremes(1, 2);
        ends.tile(0, 1, 0, 3, new float[] {1, 5, -2});
        ends.tile(0, 1, 3, 3, new float[] {5, 7, -2});
        assertArrayEquals(new int[] {4, 1}, ends.helpful(0), "of equal scores the smaller number is kept");
        assertArrayEquals(new float[] {7, 5}, ends.helpfulScores(0));
        assertArrayEquals(new int[] {2, 5}, ends.harmful(0));
        assertArrayEquals(new float[] {-2, -2}, ends.harmfulScores(0));
        float[] bad = {0, Float.NaN};
        String message = assertThrows(IllegalStateException.class, () -> ends.tile(0, 1, 6, 2, bad))
                .getMessage();
        assertTrue(message.contains("training example 7 for test example 0 is NaN"), message);
    }
}
