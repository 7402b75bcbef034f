package dev.lethe.data.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Shape;
import dev.lethe.data.DataException;
import dev.lethe.data.Dataset;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelNoiseTest {
    @TempDir
    Path folder;

    /** n examples of 3 features that grow with i, labels i mod classes. */
    private static Dataset data(int n, int classes) {
        float[][] x = new float[n][3];
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            x[i][0] = i;
            x[i][1] = i * 37 % 101;
            x[i][2] = -i * 53 % 97;
            y[i] = i % classes;
        }
        return Dataset.of(x, y, classes);
    }

    /** Counts of (true, given). */
    private static int[][] confusion(Dataset clean, int[] given) {
        int[][] counts = new int[clean.classes()][clean.classes()];
        int[] truth = clean.labels();
        for (int i = 0; i < given.length; i++) {
            counts[truth[i]][given[i]]++;
        }
        return counts;
    }

    private static int wrong(Dataset clean, int[] given) {
        int[] truth = clean.labels();
        int wrong = 0;
        for (int i = 0; i < given.length; i++) {
            wrong += truth[i] == given[i] ? 0 : 1;
        }
        return wrong;
    }

    /** Within 5 deviations of a binomial count. */
    private static void near(double p, int n, int count, String what) {
        double slack = 5 * Math.sqrt(n * p * (1 - p)) + 1e-9;
        assertTrue(Math.abs(count - p * n) <= slack, () -> what + ": " + count + " of " + n + " at " + p);
    }

    @Test
    void noneLeavesTheLabels() {
        Dataset clean = data(100, 7);
        assertArrayEquals(clean.labels(), LabelNoise.parse("none").apply(clean, 1));
    }

    @Test
    void symmetricFlipsExactlyAndUniformly() {
        Dataset clean = data(20_000, 10);
        int[] given = LabelNoise.parse("symmetric:0.4").apply(clean, 3);
        assertEquals(8_000, wrong(clean, given));
        int[][] counts = confusion(clean, given);
        for (int k = 0; k < 10; k++) {
            for (int j = 0; j < 10; j++) {
                near(k == j ? 0.6 : 0.4 / 9, 2_000, counts[k][j], k + " to " + j);
            }
        }
        assertEquals(3, wrong(data(7, 3), new Symmetric(0.4).apply(data(7, 3), 1)), "round(2.8)");
        assertEquals(20_000, wrong(clean, new Symmetric(1).apply(clean, 1)));
        assertEquals(0, wrong(clean, new Symmetric(0).apply(clean, 1)));
    }

    @Test
    void symmetricAllRedrawsOverEveryClass() {
        Dataset clean = data(20_000, 10);
        int[][] counts = confusion(clean, LabelNoise.parse("symmetric-all:0.8").apply(clean, 3));
        for (int k = 0; k < 10; k++) {
            for (int j = 0; j < 10; j++) {
                near(k == j ? 0.2 + 0.08 : 0.08, 2_000, counts[k][j], k + " to " + j);
            }
        }
    }

    @Test
    void pairFlipsToTheNextClassOnly() {
        Dataset clean = data(3_000, 3);
        int[][] counts = confusion(clean, LabelNoise.parse("pair:0.45").apply(clean, 5));
        assertArrayEquals(new int[][] {{550, 450, 0}, {0, 550, 450}, {450, 0, 550}}, counts);
    }

    @Test
    void namedAsymmetriesFlipTheirClassesOnly() {
        Dataset clean = data(1_000, 10);
        int[][] mnist =
                confusion(clean, LabelNoise.parse("asymmetric-mnist:0.3").apply(clean, 5));
        int[][] cifar =
                confusion(clean, LabelNoise.parse("asymmetric-cifar10:0.3").apply(clean, 5));
        int[] mnistTo = {0, 1, 7, 8, 4, 6, 5, 1, 8, 9};
        int[] cifarTo = {0, 1, 0, 5, 7, 3, 6, 7, 8, 1};
        for (int k = 0; k < 10; k++) {
            for (int j = 0; j < 10; j++) {
                assertEquals(expected(mnistTo, k, j), mnist[k][j], "mnist " + k + " to " + j);
                assertEquals(expected(cifarTo, k, j), cifar[k][j], "cifar " + k + " to " + j);
            }
        }
    }

    private static int expected(int[] to, int k, int j) {
        if (to[k] == k) {
            return j == k ? 100 : 0;
        }
        return j == to[k] ? 30 : j == k ? 70 : 0;
    }

    @Test
    void aMatrixGivesItsOwnFrequencies() throws IOException {
        Path csv = Files.writeString(folder.resolve("t.csv"), "0.7,0.3,0\n0,1,0\n.25,.25,.5\n");
        Dataset clean = data(30_000, 3);
        LabelNoise noise = LabelNoise.parse("asymmetric:" + csv);
        int[][] counts = confusion(clean, noise.apply(clean, 5));
        double[][] t = {{0.7, 0.3, 0}, {0, 1, 0}, {0.25, 0.25, 0.5}};
        for (int k = 0; k < 3; k++) {
            for (int j = 0; j < 3; j++) {
                near(t[k][j], 10_000, counts[k][j], k + " to " + j);
            }
        }
        Path npy = folder.resolve("t.npy");
        Npy.write(npy, HostTensor.of(new float[] {0.7f, 0.3f, 0, 0, 1, 0, 0.25f, 0.25f, 0.5f}, Shape.of(3, 3)));
        int[] same = LabelNoise.parse("asymmetric:" + npy).apply(clean, 5);
        assertTrue(wrong(clean.withGivenLabels(noise.apply(clean, 5)), same) < 5, "0.7f is not quite 0.7");
        assertThrows(IllegalArgumentException.class, () -> noise.apply(data(10, 4), 1));
    }

    @Test
    void wrongMatricesAreNamed() throws IOException {
        refusedMatrix("0.5,0.5\n0.5,0.6\n", "row 1 sums to 1.1");
        refusedMatrix("0.5,0.5\n1\n", "row 1 has 1 entries");
        refusedMatrix("0.5,0.5\n", "row 0 has 2 entries");
        refusedMatrix("1.5,-0.5\n0,1\n", "row 0 has the entry 1.5");
        refusedMatrix("0.5,x\n0,1\n", "line 1, column 2 is 'x'");
        refusedMatrix("NaN,1\n0,1\n", "row 0 has the entry NaN");
        refusedMatrix("", "no lines");
    }

    private void refusedMatrix(String text, String words) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.csv"), text);
        DataException e = assertThrows(DataException.class, () -> LabelNoise.parse("asymmetric:" + file));
        assertTrue(e.getMessage().contains(words) && e.getMessage().contains("wrong.csv"), e.getMessage());
    }

    @Test
    void instanceDependentNoiseHasItsRateAndDependsOnTheExample() {
        Dataset clean = data(5_000, 5);
        int[] given = LabelNoise.parse("instance:0.3").apply(clean, 9);
        int wrong = wrong(clean, given);
        assertTrue(Math.abs(wrong - 1_500) < 200, () -> wrong + " wrong of 5000");
        // Two examples of one class that look alike are mistaken alike far more often than by chance (1 in 4).
        float[][] twins = new float[4_000][16];
        int[] labels = new int[4_000];
        for (int i = 0; i < twins.length; i++) {
            labels[i] = i / 2 % 5;
            for (int j = 0; j < 16; j++) {
                twins[i][j] = i / 2 * (31 + 6 * j) % 211 - 105;
            }
        }
        Dataset pairs = Dataset.of(twins, labels, 5);
        int[] mistaken = new InstanceDependent(0.9).apply(pairs, 4);
        int both = 0;
        int alike = 0;
        for (int i = 0; i < mistaken.length; i += 2) {
            if (mistaken[i] != labels[i] && mistaken[i + 1] != labels[i]) {
                both++;
                alike += mistaken[i] == mistaken[i + 1] ? 1 : 0;
            }
        }
        assertTrue(both > 1_200, "rate 0.9 mistakes most pairs");
        assertTrue(alike > 0.45 * both, alike + " of " + both + " pairs mistaken alike");
    }

    @Test
    void instanceDependentNoiseAtTheEndsAndOnImages() {
        byte[] pixels = new byte[600 * 4];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 89);
        }
        int[] labels = new int[600];
        Arrays.setAll(labels, i -> i % 2);
        Dataset images = Dataset.images(pixels, 1, 2, 2, labels, 2, null, "test");
        int low = wrong(images, new InstanceDependent(0).apply(images, 1));
        int high = wrong(images, new InstanceDependent(1).apply(images, 1));
        // The mean of a normal of deviation 0.1 cut in half is 0.08 away from its centre.
        near(0.08, 600, low, "rate 0");
        near(0.92, 600, high, "rate 1");
    }

    @Test
    void aFileGivesTheLabelsOfItsExamples() throws IOException {
        Dataset clean = data(5, 3);
        Path text = Files.writeString(folder.resolve("labels.txt"), "2\n2\n1\n0\n1\n");
        assertArrayEquals(
                new int[] {2, 2, 1, 0, 1}, LabelNoise.parse("file:" + text).apply(clean, 0));
        Dataset subset = clean.subset(new int[] {4, 3, 0});
        assertArrayEquals(new int[] {1, 0, 2}, LabelNoise.parse("file:" + text).apply(subset, 0));
        Path npy = folder.resolve("labels.npy");
        Npy.write(npy, HostTensor.of(new int[] {0, 0, 0, 0, 2}, Shape.of(5)));
        assertArrayEquals(
                new int[] {0, 0, 0, 0, 2}, LabelNoise.parse("file:" + npy).apply(clean, 0));
        refusedLabels("0\n1\nx\n", "line 3 is 'x'");
        refusedLabels("0\n1\n2\n", "3 labels", "stands at 3");
        refusedLabels("0\n1\n3\n0\n0\n", "label 2 is 3");
        refusedLabels("0\n-1\n0\n0\n0\n", "label 1 is -1");
        refusedLabels("0,1\n", "line 1 has 2 columns");
    }

    private void refusedLabels(String text, String... words) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.txt"), text);
        DataException e = assertThrows(
                DataException.class, () -> LabelNoise.parse("file:" + file).apply(data(5, 3), 0));
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"symmetric:0.3", "symmetric-all:0.3", "pair:0.3", "asymmetric-mnist:0.3", "instance:0.3"})
    void theSeedDecides(String spec) {
        Dataset clean = data(400, 10);
        LabelNoise noise = LabelNoise.parse(spec);
        assertArrayEquals(noise.apply(clean, 5), LabelNoise.parse(spec).apply(clean, 5));
        assertFalse(Arrays.equals(noise.apply(clean, 5), noise.apply(clean, 6)));
        assertEquals(spec, noise.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"symmetric", "symmetric-all", "pair", "asymmetric-mnist", "asymmetric-cifar10", "instance"})
    void ratesOutOfRangeAreNamed(String kind) {
        for (String rate : new String[] {"-0.1", "1.01", "NaN"}) {
            String message = assertThrows(IllegalArgumentException.class, () -> LabelNoise.parse(kind + ":" + rate))
                    .getMessage();
            assertTrue(message.contains(rate), message);
        }
        for (String spec : new String[] {kind, kind + ":", kind + ":much"}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> LabelNoise.parse(spec))
                    .getMessage()
                    .contains(LabelNoise.ALLOWED));
        }
    }

    @Test
    void unknownNoiseListsWhatIsAllowed() {
        for (String spec : new String[] {"", "gaussian:0.1", "none:0.1", "file:", "asymmetric", "Symmetric:0.1"}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> LabelNoise.parse(spec))
                    .getMessage()
                    .contains(LabelNoise.ALLOWED));
        }
    }

    @Test
    void twoClassesAreEnoughAndOneIsNot() {
        Dataset two = data(100, 2);
        assertEquals(40, wrong(two, new Symmetric(0.4).apply(two, 1)));
        assertEquals(40, wrong(two, new PairFlip(0.4).apply(two, 1)));
        Dataset one = data(10, 1);
        for (String spec : new String[] {"symmetric:0.1", "symmetric-all:0.1", "pair:0.1", "instance:0.1"}) {
            assertTrue(assertThrows(
                            IllegalArgumentException.class,
                            () -> LabelNoise.parse(spec).apply(one, 1))
                    .getMessage()
                    .contains("at least 2 classes"));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> LabelNoise.parse("asymmetric-mnist:0.1").apply(two, 1));
    }
}
