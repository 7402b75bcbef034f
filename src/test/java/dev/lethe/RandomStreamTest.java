package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The fixed values were computed by a separate program in Python. */
class RandomStreamTest {
    private static RandomStream stream() {
        return new RandomStream(42, "test");
    }

    @Test
    void aMillionDrawsHaveAFixedHash() throws NoSuchAlgorithmException {
        RandomStream random = stream();
        ByteBuffer bytes = ByteBuffer.allocate(4_000_000);
        for (int i = 0; i < 1_000_000; i++) {
            bytes.putInt(random.bits());
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertEquals(
                "913fc4250254e3ba4704de3c3b0ac0c0737018435b3dfd844bf9e956219423ee",
                HexFormat.of().formatHex(hash));
    }

    @Test
    void drawsAreFixed() {
        RandomStream u = stream();
        assertEquals(0.8670643277374442, u.uniform());
        assertEquals(0.41786964456267695, u.uniform());
        RandomStream n = stream();
        assertEquals(-1.7473226235736339, n.normal());
        assertEquals(0.9912837732332733, n.normal());
        RandomStream b = stream();
        int[] below = new int[8];
        Arrays.setAll(below, i -> b.below(1000));
        assertArrayEquals(new int[] {867, 160, 417, 387, 478, 417, 708, 837}, below);
        assertArrayEquals(
                new int[] {1, 3, 5, 2, 6, 8, 11, 0, 4, 10, 7, 9}, stream().permutation(12));
    }

    @Test
    void seedsAndSitesAreStreamsOfTheirOwn() {
        int first = stream().bits();
        assertEquals(first, stream().bits());
        assertNotEquals(first, new RandomStream(43, "test").bits());
        assertNotEquals(first, new RandomStream(42 + (1L << 32), "test").bits());
        assertNotEquals(first, new RandomStream(42, "tesu").bits());
        assertNotEquals(first, new RandomStream(42, "test", 1).bits());
        assertEquals(first, new RandomStream(42, "test", 0).bits());
    }

    @Test
    void momentsOfUniformAndNormal() {
        RandomStream random = new RandomStream(1, "moments");
        int n = 200_000;
        double[] sums = new double[6];
        for (int i = 0; i < n; i++) {
            double u = random.uniform(-1, 3);
            assertTrue(u >= -1 && u < 3);
            sums[0] += u;
            sums[1] += (u - 1) * (u - 1);
            double v = random.normal();
            for (int k = 1; k <= 4; k++) {
                sums[1 + k] += Math.pow(v, k);
            }
        }
        // Five standard errors each.
        double root = 5 / Math.sqrt(n);
        assertEquals(1, sums[0] / n, root * 1.155);
        assertEquals(4.0 / 3, sums[1] / n, root * 1.193);
        assertEquals(0, sums[2] / n, root);
        assertEquals(1, sums[3] / n, root * 1.415);
        assertEquals(0, sums[4] / n, root * 3.873);
        assertEquals(3, sums[5] / n, root * 9.8);
    }

    @Test
    void belowIsUniform() {
        RandomStream random = new RandomStream(2, "below");
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[random.below(7)]++;
        }
        for (int c : counts) {
            assertEquals(10_000, c, 5 * Math.sqrt(70_000 * (6.0 / 49)));
        }
        // 2^32 is 8/3 of this bound: without rejection, one number of each three would come up 3 times for every 2.
        int bound = 3 << 29;
        int multiples = 0;
        for (int i = 0; i < 30_000; i++) {
            multiples += random.below(bound) % 3 == 0 ? 1 : 0;
        }
        assertEquals(10_000, multiples, 5 * Math.sqrt(30_000 * (2.0 / 9)));
        assertEquals(0, random.below(1));
        assertThrows(IllegalArgumentException.class, () -> random.below(0));
    }

    @Test
    void permutationsHoldEachIndexOnceInEveryOrder() {
        int[] order = new RandomStream(3, "order").permutation(1000);
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            assertEquals(i, sorted[i]);
        }
        assertEquals(0, stream().permutation(0).length);
        int[] counts = new int[27];
        RandomStream random = new RandomStream(4, "orders");
        for (int i = 0; i < 12_000; i++) {
            int[] p = random.permutation(3);
            counts[9 * p[0] + 3 * p[1] + p[2]]++;
        }
        int seen = 0;
        for (int c : counts) {
            if (c > 0) {
                seen++;
                assertEquals(2000, c, 5 * Math.sqrt(12_000 * (5.0 / 36)));
            }
        }
        assertEquals(6, seen);
    }
}
