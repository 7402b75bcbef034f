package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PhiloxTest {
    /** The vectors of philox4x32-10 in the file kat_vectors of Random123. */
    @Test
    void givesThePublishedAnswers() {
        assertArrayEquals(
                new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, block(new int[] {0, 0, 0, 0}, 0, 0));
        assertArrayEquals(
                new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, block(new int[] {-1, -1, -1, -1}, -1, -1));
        assertArrayEquals(
                new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
                block(new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0));
    }

    @Test
    void writesOnlyFourWords() {
        int[] out = new int[6];
        Philox.block(0, 0, 0, 0, 0, 0, out, 1);
        assertArrayEquals(new int[] {0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8, 0}, out);
    }

    @Test
    void uniformIsBelowOne() {
        assertEquals(0, Philox.uniform(0));
        assertEquals(0, Philox.uniform(0xFF));
        assertEquals(0x1p-24f, Philox.uniform(0x100));
        assertEquals(0.5f, Philox.uniform(0x80000000));
        assertEquals(1 - 0x1p-24f, Philox.uniform(-1));
    }

    private static int[] block(int[] c, int k0, int k1) {
        int[] out = new int[4];
        Philox.block(c[0], c[1], c[2], c[3], k0, k1, out, 0);
        return out;
    }
}
