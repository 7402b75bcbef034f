package dev.lethe.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CholeskyTest {
    @Test
    void equationsAreSolved() {
        Cholesky factor = Cholesky.of(new double[][] {{4}, {2, 5}, {-2, 1, 6}});
        for (double[] b : new double[][] {{2, 10, 18}, {0, 1, 0}}) {
            double[] x = factor.solve(b);
            double[] product = {4 * x[0] + 2 * x[1] - 2 * x[2], 2 * x[0] + 5 * x[1] + x[2], -2 * x[0] + x[1] + 6 * x[2]
            };
            assertArrayEquals(b, product, 1e-12);
        }
        assertThrows(IllegalArgumentException.class, () -> Cholesky.of(new double[][] {{1}, {2, 4}}));
    }
}
