package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GeometryTest {
    @Test
    void noLaunchIsLargerThanItNeeds() {
        for (long n : new long[] {1, 255, 256, 257, 1024, 1025, 1L << 31}) {
            for (int per : new int[] {1, 4}) {
                long threads = (long) Geometry.blocks(n, per) * Geometry.BLOCK;
                assertTrue(threads * per >= n, n + " elements, " + per + " per thread");
                assertTrue((threads - Geometry.BLOCK) * per < n, n + " elements, " + per + " per thread");
            }
        }
    }

    @Test
    void rowsHaveThreadsByTheirWidth() {
        int[] widths = {1, 8, 9, 16, 17, 100, 1000, 1024, 1025, 4097, 16385, 50304};
        int[] threads = {8, 8, 16, 16, 32, 32, 32, 32, 256, 512, 1024, 1024};
        for (int i = 0; i < widths.length; i++) {
            assertEquals(threads[i], Geometry.rowThreads(1 << 20, widths[i]), "width " + widths[i]);
        }
        assertEquals(256, Geometry.rowThreads(10, 1000), "few rows get more threads each");
        assertEquals(1, Geometry.rowsPerBlock(256));
        assertEquals(8, Geometry.rowsPerBlock(32));
        assertEquals(32, Geometry.rowsPerBlock(8));
    }
}
