package dev.lethe.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DatasetTest {
    private static Dataset table() {
        return Dataset.of(new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}}, new int[] {0, 1, 2, 1});
    }

    private static void refused(Executable call, String... words) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), () -> "no '" + word + "' in: " + message);
        }
    }

    @Test
    void rowsOfFeatures() {
        Dataset data = table();
        assertEquals(4, data.size());
        assertEquals(3, data.classes());
        assertEquals(List.of("0", "1", "2"), data.classNames());
        assertEquals(Shape.of(2), data.exampleShape());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, data.features());
        assertNull(data.pixels());
        assertNull(data.trueLabels());
        assertEquals(2, data.index(2));
        assertEquals(5, Dataset.of(new float[1][1], new int[1], 5).classes());
    }

    @Test
    void labelsAreCopies() {
        int[] labels = {0, 1};
        Dataset data = Dataset.of(new float[2][1], labels);
        labels[0] = 1;
        data.labels()[1] = 0;
        assertArrayEquals(new int[] {0, 1}, data.labels());
        Dataset noisy = data.withGivenLabels(new int[] {1, 1});
        noisy.trueLabels()[0] = 1;
        assertArrayEquals(new int[] {0, 1}, noisy.trueLabels());
    }

    @Test
    void trueLabelsAreTheFirstOnes() {
        Dataset noisy = table().withGivenLabels(new int[] {2, 2, 2, 2});
        Dataset noisier = noisy.withGivenLabels(new int[] {0, 0, 0, 0});
        assertArrayEquals(new int[] {0, 0, 0, 0}, noisier.labels());
        assertArrayEquals(new int[] {0, 1, 2, 1}, noisier.trueLabels());
        assertSame(noisy.features(), noisier.features());
    }

    @Test
    void subsetsKeepEverythingOfTheirRows() {
        Dataset noisy = table().withGivenLabels(new int[] {2, 2, 0, 0});
        Dataset part = noisy.subset(new int[] {3, 1, 2}).subset(new int[] {2, 0});
        assertArrayEquals(new float[] {5, 6, 7, 8}, part.features());
        assertArrayEquals(new int[] {0, 0}, part.labels());
        assertArrayEquals(new int[] {2, 1}, part.trueLabels());
        assertEquals(2, part.index(0));
        assertEquals(3, part.index(1));
        Dataset images = Dataset.images(new byte[] {1, 2, 3, 4}, 1, 1, 2, new int[] {0, 1}, 2, List.of("a", "b"), "x");
        assertArrayEquals(new byte[] {3, 4}, images.subset(new int[] {1}).pixels());
        assertArrayEquals(new byte[] {1, 2}, images.first(1).pixels());
        assertEquals(List.of("a", "b"), images.first(1).classNames());
    }

    @Test
    void whatIsWrongIsNamed() {
        refused(() -> Dataset.of(new float[0][], new int[0]), "at least one");
        refused(() -> Dataset.of(new float[][] {{1}, {1, 2}}, new int[2]), "row 1 has 2", "row 0 has 1");
        refused(() -> Dataset.of(new float[][] {{1}, {Float.NaN}}, new int[2]), "row 1, feature 0 is NaN");
        refused(() -> Dataset.of(new float[2][1], new int[] {0, -1}), "label -1 of example 1");
        refused(() -> Dataset.of(new float[2][1], new int[] {0, 3}, 3), "label 3 of example 1", "0..2");
        refused(() -> Dataset.of(new float[2][1], new int[] {0, Integer.MAX_VALUE}), "classes");
        refused(() -> Dataset.of(new float[2][1], new int[1]), "2 values are not 1 rows");
        refused(() -> Dataset.of(new float[2][0], new int[2]), "rows of 0");
        refused(() -> table().withGivenLabels(new int[3]), "3 labels for 4");
        refused(() -> table().withGivenLabels(new int[] {0, 0, 0, 3}), "label 3 of example 3");
        refused(() -> table().subset(new int[] {0, 4}), "no example 4 among 4");
        refused(() -> table().subset(new int[0]), "at least one");
        refused(() -> table().first(5), "the first 5 of 4");
        refused(() -> Dataset.images(new byte[5], 1, 1, 2, new int[2], 2, null, "x"), "5 bytes", "[1, 1, 2]");
        refused(() -> Dataset.images(new byte[4], 1, 1, 2, new int[2], 2, List.of("a"), "x"), "1 class names");
    }

    @Test
    void aHeldOutPartIsDrawnOnceFromEveryExample() {
        int n = 1_000;
        float[][] rows = new float[n][1];
        for (int i = 0; i < n; i++) {
            rows[i][0] = i;
        }
        Dataset all = Dataset.of(rows, new int[n]);
        Splits splits = Splits.holdOut(all, 0.2, 5);
        assertEquals(800, splits.train().size());
        assertEquals(200, splits.test().size());
        boolean[] seen = new boolean[n];
        for (Dataset part : List.of(splits.train(), splits.test())) {
            for (int i = 0; i < part.size(); i++) {
                assertEquals(part.index(i), (int) part.features()[i]);
                assertTrue(!seen[part.index(i)] && (i == 0 || part.index(i) > part.index(i - 1)));
                seen[part.index(i)] = true;
            }
        }
        assertArrayEquals(
                splits.test().features(), Splits.holdOut(all, 0.2, 5).test().features());
        assertTrue(splits.test().index(0) != Splits.holdOut(all, 0.2, 6).test().index(0)
                || splits.test().index(7) != Splits.holdOut(all, 0.2, 6).test().index(7));
        assertEquals(1, Splits.holdOut(all.first(2), 0.01, 1).test().size());
        assertEquals(1, Splits.holdOut(all.first(2), 0.99, 1).train().size());
        for (double fraction : new double[] {0, 1, -1, Double.NaN}) {
            refused(() -> Splits.holdOut(all, fraction, 1), "fraction " + fraction);
        }
        refused(() -> Splits.holdOut(all.first(1), 0.5, 1), "cannot split 1");
        refused(() -> new Splits(all, table()), "does not match");
    }

    @Test
    void specsThatNameNothingListWhatIsAllowed() {
        for (String spec : new String[] {"", "mnst:x", "mnist", "csv:", "Strokes", ":x"}) {
            refused(() -> DataSpec.load(spec, 0), DataSpec.ALLOWED);
        }
        for (String count : new String[] {"", "0", "-1", "many", "1000001", "99999999999"}) {
            refused(() -> DataSpec.load("strokes:" + count, 0), "1..1000000");
        }
    }
}
