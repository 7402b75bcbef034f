package dev.lethe;

/**
 * Philox4x32-10, the counter-based random generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011. Every device draws the same bits.
 *
 * <p>The key is the seed. The counter is (block low, block high, site, step): element e of a draw is word e mod 4 of
 * block e / 4; a site is a place in a program that draws; the step makes each draw new.
 */
public final class Philox {
    private static final int M0 = 0xD2511F53;
    private static final int M1 = 0xCD9E8D57;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;

    private Philox() {}

    /** Ten rounds on the counter {@code c0..c3} with the key {@code k0, k1}; four words go to {@code out[at..]}. */
    public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out, int at) {
        for (int round = 0; round < 10; round++) {
            long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            c0 = n0;
            c2 = n2;
            k0 += W0;
            k1 += W1;
        }
        out[at] = c0;
        out[at + 1] = c1;
        out[at + 2] = c2;
        out[at + 3] = c3;
    }

    /** A word as a uniform number in [0, 1), a multiple of 2^-24. */
    public static float uniform(int word) {
        return (word >>> 8) * 0x1p-24f;
    }
}
