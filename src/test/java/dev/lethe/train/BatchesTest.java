package dev.lethe.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.ClockState;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.data.Dataset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class BatchesTest {
    private final Device device = DeviceUnderTest.checked();
    private final Arena data = device.arena("data", Arena.UNLIMITED);
    private final Arena step = device.arena("step", Arena.UNLIMITED);

    @AfterEach
    void close() {
        step.close();
        data.close();
        device.close();
    }

    private Tensor clock(int stepNumber, int cursor, int epoch) {
        int[] state = new int[ClockState.LENGTH];
        state[ClockState.STEP] = stepNumber;
        state[ClockState.SEED_LOW] = 77;
        state[ClockState.CURSOR] = cursor;
        state[ClockState.EPOCH] = epoch;
        Tensor t = data.ints(state.length);
        device.upload(state, t);
        return t;
    }

    private static Dataset images(int n) {
        byte[] pixels = new byte[n * 2 * 5 * 4];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 37 + 11);
        }
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 3;
        }
        return Dataset.images(pixels, 2, 5, 4, labels, 3, List.of("a", "b", "c"), "test");
    }

    private static Normalisation plain(int groups) {
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        return new Normalisation(ones, new float[groups]);
    }

    private int[] order(int n, int epoch) {
        Dataset set = Dataset.of(new float[n][1], new int[n], 1);
        Resident r = new Resident(device, data, set, plain(1));
        Tensor clock = clock(0, 0, epoch);
        r.shuffle(device, clock);
        step.reset();
        Pass pass = Pass.training(device, step, clock);
        return device.ints(r.next(pass, n, Augmentation.NONE).index());
    }

    @Test
    void anEpochIsAPermutationAndEachEpochAnother() {
        Set<String> seen = new HashSet<>();
        for (int n : new int[] {1, 2, 3, 5, 31, 32, 33, 1000, 4097}) {
            for (int epoch = 0; epoch < 3; epoch++) {
                int[] order = order(n, epoch);
                if (n > 30) {
                    assertTrue(seen.add(Arrays.toString(order)), n + " examples, epoch " + epoch);
                }
                Arrays.sort(order);
                for (int i = 0; i < n; i++) {
                    assertEquals(i, order[i]);
                }
            }
        }
    }

    @Test
    void aPermutationLooksRandom() {
        int n = 1000;
        double displaced = 0;
        int ascents = 0;
        for (int epoch = 0; epoch < 20; epoch++) {
            int[] order = order(n, epoch);
            for (int i = 0; i < n; i++) {
                displaced += Math.abs(order[i] - i);
                ascents += i > 0 && order[i] > order[i - 1] ? 1 : 0;
            }
        }
        // A random permutation moves an element by n/3 on average, and ascends half of the time.
        assertEquals(n / 3.0, displaced / (20 * n), n / 50.0);
        assertEquals(0.5, ascents / (20.0 * (n - 1)), 0.02);
    }

    @Test
    void batchesFollowTheCursorAndNormalise() {
        Dataset set = images(7);
        Normalisation map = new Normalisation(new float[] {0.5f, 2}, new float[] {-1, 3});
        Resident r = new Resident(device, data, set, map);
        Tensor clock = clock(0, 3, 0);
        step.reset();
        Pass pass = Pass.training(device, step, clock);
        Resident.Batch batch = r.next(pass, 4, Augmentation.NONE);
        assertArrayEquals(new int[] {3, 4, 5, 6}, device.ints(batch.index()));
        assertArrayEquals(new int[] {0, 1, 2, 0}, device.ints(batch.labels()));
        float[] x = device.floats(batch.x());
        for (int i = 0; i < x.length; i++) {
            int c = i / 20 % 2;
            float pixel = set.pixels()[3 * 40 + i] & 255;
            assertEquals(Math.fma(pixel, map.scale()[c], map.shift()[c]), x[i]);
        }
    }

    @Test
    void augmentationMovesAndMirrorsByWholePixels() {
        int n = 200;
        Dataset set = images(n);
        Resident r = new Resident(device, data, set, plain(2));
        Tensor clock = clock(4, 0, 0);
        step.reset();
        float[] x = device.floats(r.next(Pass.training(device, step, clock), n, new Augmentation(1, true))
                .x());
        Set<String> kinds = new HashSet<>();
        for (int j = 0; j < n; j++) {
            String found = null;
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    for (boolean flip : new boolean[] {false, true}) {
                        if (matches(set, x, j, dx, dy, flip)) {
                            found = dx + "," + dy + "," + flip;
                        }
                    }
                }
            }
            assertTrue(found != null, "example " + j + " is no moved image");
            kinds.add(found);
        }
        assertEquals(18, kinds.size(), "every move comes up: " + kinds);
        step.reset();
        float[] again = device.floats(r.next(Pass.training(device, step, clock), n, new Augmentation(1, true))
                .x());
        assertArrayEquals(x, again);
        step.reset();
        float[] later = device.floats(r.next(Pass.training(device, step, clock(5, 0, 0)), n, new Augmentation(1, true))
                .x());
        assertFalse(Arrays.equals(x, later));
    }

    private static boolean matches(Dataset set, float[] x, int j, int dx, int dy, boolean flip) {
        for (int c = 0; c < 2; c++) {
            for (int row = 0; row < 5; row++) {
                for (int q = 0; q < 4; q++) {
                    int sr = row + dy;
                    int sq = (flip ? 3 - q : q) + dx;
                    boolean inside = sr >= 0 && sr < 5 && sq >= 0 && sq < 4;
                    int want = inside ? set.pixels()[j * 40 + c * 20 + sr * 4 + sq] & 255 : 0;
                    if (x[j * 40 + c * 20 + row * 4 + q] != want) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Test
    void normalisationGivesMeanZeroAndDeviationOne() {
        Dataset set = images(50);
        Resident r = new Resident(device, data, set, Normalisation.of(set));
        step.reset();
        float[] x = device.floats(r.range(Pass.evaluation(device, step), 0, 50).x());
        for (int c = 0; c < 2; c++) {
            double sum = 0;
            double square = 0;
            for (int j = 0; j < 50; j++) {
                for (int i = 0; i < 20; i++) {
                    double v = x[j * 40 + c * 20 + i];
                    sum += v;
                    square += v * v;
                }
            }
            assertEquals(0, sum / 1000, 1e-5);
            assertEquals(1, square / 1000, 1e-4);
        }
    }
}
