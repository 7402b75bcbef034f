package dev.lethe.data.strokes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.data.DataSpec;
import dev.lethe.data.Splits;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StrokesTest {
    private static final int AREA = Strokes.SIDE * Strokes.SIDE;

    @Test
    void theSameSeedDrawsTheSameBytesOnEveryMachine() throws Exception {
        Strokes drawn = Strokes.draw(200, 1, "train");
        assertArrayEquals(drawn.pixels(), Strokes.draw(200, 1, "train").pixels());
        assertFalse(Arrays.equals(drawn.pixels(), Strokes.draw(200, 2, "train").pixels()));
        assertFalse(Arrays.equals(drawn.pixels(), Strokes.draw(200, 1, "test").pixels()));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(drawn.pixels());
        assertEquals("2c06ad99f343aa14", HexFormat.of().formatHex(hash, 0, 8));
    }

    @Test
    void digitsAreBalancedAndMixed() {
        int[] labels = Strokes.draw(1_003, 1, "train").labels();
        int[] counts = new int[Strokes.CLASSES];
        int repeats = 0;
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]]++;
            repeats += i > 0 && labels[i] == labels[i - 1] ? 1 : 0;
        }
        assertArrayEquals(new int[] {101, 101, 101, 100, 100, 100, 100, 100, 100, 100}, counts);
        assertTrue(repeats > 50 && repeats < 160, "a random order repeats a digit one time in ten");
    }

    @Test
    void everyImageIsADrawingInsideItsFrame() {
        Strokes drawn = Strokes.draw(2_000, 4, "train");
        for (int i = 0; i < 2_000; i++) {
            int ink = 0;
            int rim = 0;
            for (int p = 0; p < AREA; p++) {
                int value = drawn.pixels()[i * AREA + p] & 0xFF;
                int x = p % Strokes.SIDE;
                int y = p / Strokes.SIDE;
                ink += value > 100 ? 1 : 0;
                rim += value > 100 && (x == 0 || y == 0 || x == 27 || y == 27) ? 1 : 0;
            }
            int image = i;
            int inked = ink;
            assertTrue(ink > 12 && ink < 330, () -> "image " + image + " has " + inked + " inked pixels");
            assertTrue(rim < 20, () -> "image " + image + " runs along the rim");
        }
    }

    /** The mean image of each digit, as a classifier, is far better than chance and far from perfect. */
    @Test
    void digitsCanBeToldApartButNotByTheirMeans() {
        Splits splits = DataSpec.load("strokes:2000", 3);
        double[][] means = new double[Strokes.CLASSES][AREA];
        int[] train = splits.train().labels();
        for (int i = 0; i < train.length; i++) {
            for (int p = 0; p < AREA; p++) {
                means[train[i]][p] += (splits.train().pixels()[i * AREA + p] & 0xFF) / 200.0;
            }
        }
        int[] test = splits.test().labels();
        assertEquals(1_000, test.length);
        int right = 0;
        for (int i = 0; i < test.length; i++) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < Strokes.CLASSES; k++) {
                double distance = 0;
                for (int p = 0; p < AREA; p++) {
                    double away = (splits.test().pixels()[i * AREA + p] & 0xFF) - means[k][p];
                    distance += away * away;
                }
                if (distance < least) {
                    least = distance;
                    best = k;
                }
            }
            right += best == test[i] ? 1 : 0;
        }
        int correct = right;
        assertTrue(right > 500 && right < 900, () -> correct + " of 1000");
    }

    @Test
    void specsGiveTrainingAndTestParts() {
        Splits splits = DataSpec.load("strokes:6000", 0);
        assertEquals(6_000, splits.train().size());
        assertEquals(1_200, splits.test().size());
        assertEquals("strokes:6000", splits.train().source());
        assertTrue(splits.train().isImages());
    }

    @Test
    void countsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Strokes.draw(0, 1, "train"));
        assertThrows(IllegalArgumentException.class, () -> Strokes.draw(1_000_001, 1, "train"));
    }
}
