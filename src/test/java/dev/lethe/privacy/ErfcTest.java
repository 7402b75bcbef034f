package dev.lethe.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The expected values are mpmath's. */
class ErfcTest {
    @Test
    void logarithmsAreRight() {
        double[][] cases = {
            {-40, 0.69314718055994531},
            {-7, 0.69314718055994529},
            {-3, 0.69313613525044682},
            {-1, 0.6112323176780704},
            {0, 0},
            {1e-10, -1.1283796120335384e-10},
            {0.5, -0.73501112983708439},
            {1.9999, -5.3644994577735305},
            {2, -5.3649412646166379},
            {2.1, -5.8160109688675554},
            {3, -10.720363041981113},
            {6, -38.377561173223391},
            {10, -102.87988902484489},
            {30, -903.97411711064387}
        };
        for (double[] c : cases) {
            assertEquals(c[1], Erfc.log(c[0]), 1e-13 * Math.max(1, -c[1]), "ln erfc " + c[0]);
        }
    }

    @Test
    void tailsKeepTheirDigits() {
        double[][] cases = {
            {-7, 0.99999999999872013},
            {-1, 0.84134474606854293},
            {0, 0.5},
            {0.5, 0.3085375387259869},
            {2, 0.022750131948179216},
            {3, 0.0013498980316300957},
            {6, 9.865876450377014e-10},
            {10, 7.6198530241605945e-24},
            {30, 4.9067139271487642e-198}
        };
        for (double[] c : cases) {
            assertEquals(1, Erfc.upperTail(c[0]) / c[1], 1e-12, "tail " + c[0]);
        }
        assertEquals(0, Erfc.upperTail(Double.POSITIVE_INFINITY), 0);
        assertEquals(1, Erfc.upperTail(Double.NEGATIVE_INFINITY), 0);
    }
}
