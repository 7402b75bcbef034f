package dev.lethe.data.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Shape;
import dev.lethe.data.DataException;
import dev.lethe.data.HostTensor;
import dev.lethe.data.Npy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbabilitiesTest {
    @TempDir
    Path folder;

    private static String refused(float[]... rows) {
        return assertThrows(IllegalArgumentException.class, () -> Probabilities.of(rows))
                .getMessage();
    }

    @Test
    void namesTheRowThatIsWrong() {
        float[] good = {0.5f, 0.5f};
        String nan = refused(good, new float[] {Float.NaN, 0.5f});
        assertTrue(nan.contains("row 1, class 0 has the probability NaN"), nan);
        String negative = refused(good, good, new float[] {1.5f, -0.5f});
        assertTrue(negative.contains("row 2, class 1 has the probability -0.5"), negative);
        String sum = refused(good, new float[] {0.25f, 0.5f});
        assertTrue(sum.contains("row 1 sums to 0.75; 1 within 0.001 is allowed"), sum);
        String infinite = refused(new float[] {Float.POSITIVE_INFINITY, 0.5f});
        assertTrue(infinite.contains("row 0 sums to Infinity"), infinite);
        assertTrue(refused(good, new float[] {1}).contains("row 1 has 1 probabilities, row 0 has 2"));
        assertTrue(refused(new float[] {1}).contains("1 class; at least 2"));
        assertTrue(refused().contains("at least one example"));
        String block = assertThrows(IllegalArgumentException.class, () -> Probabilities.of(new float[5], 2))
                .getMessage();
        assertTrue(block.contains("5 values are not rows of 2"), block);
        assertEquals(1, Probabilities.of(new float[][] {{0.5f, 0.4995f}}).size());
    }

    @Test
    void labelsMustFit() {
        Probabilities p = Probabilities.of(new float[][] {{0.5f, 0.5f}, {1, 0}});
        String range = assertThrows(IllegalArgumentException.class, () -> p.requireLabels(new int[] {0, 2}))
                .getMessage();
        assertTrue(range.contains("label 2 of example 1 is not in 0..1"), range);
        String count = assertThrows(IllegalArgumentException.class, () -> p.requireLabels(new int[1]))
                .getMessage();
        assertTrue(count.contains("1 labels for the probabilities of 2 examples"), count);
    }

    @Test
    void readsAFileAndSaysWhatIsWrongInIt() {
        Path file = folder.resolve("p.npy");
        Npy.write(file, HostTensor.of(new float[] {0.25f, 0.75f, 1, 0}, Shape.of(2, 2)));
        Probabilities p = Probabilities.read(file);
        assertEquals(0.75f, p.at(0, 1));
        assertEquals(1, p.likeliest(0));
        assertEquals(0, p.likeliestBut(0, 1));
        Npy.write(file, HostTensor.of(new float[] {0.25f, 0.5f}, Shape.of(1, 2)));
        String sum = assertThrows(DataException.class, () -> Probabilities.read(file))
                .getMessage();
        assertTrue(sum.contains("p.npy: row 0 sums to 0.75"), sum);
        Npy.write(file, HostTensor.of(new int[] {1, 0}, Shape.of(1, 2)));
        String ints = assertThrows(DataException.class, () -> Probabilities.read(file))
                .getMessage();
        assertTrue(ints.contains("floats of shape (examples, classes) were expected"), ints);
    }

    @Test
    void anchorsAreTheSurestExamples() {
        float[][] rows = new float[101][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new float[] {i / 128f, 1 - i / 128f};
        }
        Probabilities p = Probabilities.of(rows);
        AnchorPoints surest = AnchorPoints.estimate(p);
        assertArrayEquals(new int[] {100, 0}, surest.examples());
        assertArrayEquals(new double[] {100 / 128.0, 28 / 128.0}, surest.matrix()[0], 1e-12);
        assertArrayEquals(new double[] {0, 1}, surest.matrix()[1], 1e-12);
        // 98 of 101 are number ceil(0.97 * 101) in ascending order: examples 97 and 3.
        AnchorPoints quantile = AnchorPoints.estimate(p, 0.97);
        assertArrayEquals(new int[] {97, 3}, quantile.examples());
        assertArrayEquals(new double[] {97 / 128.0, 31 / 128.0}, quantile.matrix()[0], 1e-12);
        assertEquals("asymmetric", quantile.transitions().toString());
        for (double wrong : new double[] {0, 1.01, Double.NaN}) {
            String message = assertThrows(IllegalArgumentException.class, () -> AnchorPoints.estimate(p, wrong))
                    .getMessage();
            assertTrue(message.contains("quantile " + wrong), message);
        }
    }

    @Test
    void anchorRowsSumToOneWhereTheFileDoesNot() {
        AnchorPoints anchors = AnchorPoints.estimate(Probabilities.of(new float[][] {{0.75f, 0.2495f}, {0, 1}}));
        assertEquals(1, anchors.matrix()[0][0] + anchors.matrix()[0][1], 1e-12);
    }
}
