package dev.lethe.study.early;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TwoGaussiansTest {
    @Test
    void momentsAreThoseOfTheModel() {
        TwoGaussians data = TwoGaussians.draw(4000, 5, 0.3, 0.4, 2);
        assertEquals(0.2, data.wrongCount() / 4000.0, 0.02, "half of the coins show the other side");
        double[] mean = new double[5];
        double[] square = new double[5];
        for (int i = 0; i < 4000; i++) {
            for (int j = 0; j < 5; j++) {
                double turned = data.x()[5 * i + j] * (1 - 2 * data.truth()[i]);
                mean[j] += turned / 4000;
                square[j] += turned * turned / 4000;
            }
        }
        for (int j = 0; j < 5; j++) {
            double centre = j == 0 ? 1 : 0;
            assertEquals(centre, mean[j], 0.02);
            assertEquals(0.09, square[j] - mean[j] * mean[j], 0.01);
        }
        assertArrayEquals(data.x(), TwoGaussians.draw(4000, 5, 0.3, 0.4, 2).x());
        assertNotEquals(data.x()[0], TwoGaussians.draw(4000, 5, 0.3, 0.4, 3).x()[0]);
    }

    @Test
    void startsHaveLengthTwo() {
        float[] sphere = TwoGaussians.start(50, false, 1);
        float[] across = TwoGaussians.start(50, true, 1);
        assertEquals(4, squares(sphere), 1e-5);
        assertEquals(4, squares(across), 1e-5);
        assertNotEquals(0, sphere[0]);
        assertEquals(0, across[0]);
    }

    private static double squares(float[] v) {
        double sum = 0;
        for (float x : v) {
            sum += (double) x * x;
        }
        return sum;
    }

    /** Rows of x with labels 0 (+1) and 1 (-1). */
    private static TwoGaussians points(float[][] rows, int... labels) {
        int p = rows[0].length;
        float[] x = new float[rows.length * p];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, x, i * p, p);
        }
        return new TwoGaussians(rows.length, p, x, labels, labels);
    }

    @Test
    void separabilityIsDecidedByHand() {
        float[][] corners = {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
        assertTrue(Separability.of(points(corners, 0, 1, 0, 1)), "the first axis separates");
        assertFalse(Separability.of(points(corners, 0, 0, 1, 1)), "two ends of a line have the same label");
        float[][] lifted = {{1, 1, 1}, {-1, -1, 1}, {1, -1, -1}, {-1, 1, -1}};
        assertTrue(Separability.of(points(lifted, 0, 0, 1, 1)), "their product is a third axis");
    }

    @Test
    void fewerExamplesThanDimensionsAreSeparable() {
        assertTrue(Separability.of(TwoGaussians.draw(30, 40, 0.2, 1, 1)));
        assertFalse(Separability.of(TwoGaussians.draw(200, 10, 0.2, 1, 1)));
    }
}
