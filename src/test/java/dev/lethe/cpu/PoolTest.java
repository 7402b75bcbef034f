package dev.lethe.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static int[] visits(Pool pool, int n, int grain) {
        int[] seen = new int[n];
        pool.range(n, grain, (from, to) -> {
            for (int i = from; i < to; i++) {
                seen[i]++;
            }
        });
        return seen;
    }

    private static int[] once(int n) {
        int[] ones = new int[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void everyIndexIsDoneOnce() {
        for (int threads = 1; threads <= 5; threads++) {
            try (Pool pool = new Pool(threads)) {
                assertEquals(threads, pool.threads());
                for (int n : new int[] {0, 1, 2, 3, 7, 100, 1001}) {
                    for (int grain : new int[] {0, 1, 10, 5000}) {
                        assertArrayEquals(once(n), visits(pool, n, grain));
                    }
                }
            }
        }
    }

    @Test
    void aSleepingThreadIsWoken() throws InterruptedException {
        try (Pool pool = new Pool(3)) {
            for (int i = 0; i < 20; i++) {
                Thread.sleep(i % 4);
                assertArrayEquals(once(30), visits(pool, 30, 1));
            }
        }
    }

    @Test
    void aFailureReachesTheCallerAndThePoolGoesOn() {
        try (Pool pool = new Pool(2)) {
            for (int bad : new int[] {0, 9}) {
                RuntimeException thrown = assertThrows(
                        RuntimeException.class,
                        () -> pool.range(10, 1, (from, to) -> {
                            if (from <= bad && bad < to) {
                                throw new IllegalArgumentException("index " + bad);
                            }
                        }));
                assertTrue(thrown.getMessage().contains("index " + bad), thrown.getMessage());
                assertArrayEquals(once(10), visits(pool, 10, 1));
            }
        }
    }

    @Test
    void aRangeInsideARangeIsDoneByItsThread() {
        try (Pool pool = new Pool(2)) {
            int[] seen = new int[100];
            pool.range(
                    10,
                    1,
                    (from, to) -> pool.range(10 * (to - from), 1, (f, t) -> {
                        for (int i = f; i < t; i++) {
                            seen[10 * from + i]++;
                        }
                    }));
            assertArrayEquals(once(100), seen);
        }
    }

    @Test
    void severalCallersAtOnce() throws InterruptedException {
        try (Pool pool = new Pool(3)) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread[] callers = new Thread[4];
            for (int c = 0; c < callers.length; c++) {
                callers[c] = new Thread(() -> {
                    try {
                        for (int i = 0; i < 300; i++) {
                            assertArrayEquals(once(50), visits(pool, 50, 1));
                        }
                    } catch (Throwable t) {
                        failure.set(t);
                    }
                });
                callers[c].start();
            }
            for (Thread t : callers) {
                t.join();
            }
            assertEquals(null, failure.get());
        }
    }

    @Test
    void aClosedPoolRefuses() {
        Pool pool = new Pool(2);
        pool.close();
        assertThrows(IllegalStateException.class, () -> visits(pool, 10, 1));
    }

    @Test
    void buffersAreLentAgain() {
        try (Pool pool = new Pool(1)) {
            float[] large = pool.borrow(1000);
            float[] small = pool.borrow(10);
            assertTrue(large.length >= 1000 && small.length >= 10);
            pool.giveBack(large);
            pool.giveBack(small);
            assertSame(small, pool.borrow(10));
            assertSame(large, pool.borrow(10));
        }
    }
}
