package dev.lethe;

/**
 * Random numbers drawn one after the other on the host: initial weights, label noise, splits.
 *
 * <p>The same seed and site give the same numbers on every JDK and machine. Not safe for several threads.
 */
public final class RandomStream {
    private final int k0;
    private final int k1;
    private final int site;
    private final int step;
    private final int[] words = new int[4];
    private long block;
    private int left;
    private double spare = Double.NaN;

    /**
     * A stream of its own for each pair of {@code seed} and {@code site}.
     *
     * @param site what the numbers are for; names of distinct uses should differ
     */
    public RandomStream(long seed, String site) {
        this(seed, site, 0);
    }

    /** As {@link #RandomStream(long, String)}, a stream of its own for each {@code step}; step 0 is the same stream. */
    public RandomStream(long seed, String site, int step) {
        this.k0 = (int) seed;
        this.k1 = (int) (seed >>> 32);
        // The sign bit keeps host streams apart from the sites that a pass numbers from 0.
        this.site = site.hashCode() | 0x80000000;
        this.step = step;
    }

    /** 32 random bits. */
    public int bits() {
        if (left == 0) {
            Philox.block((int) block, (int) (block >>> 32), site, step, k0, k1, words, 0);
            block++;
            left = 4;
        }
        return words[4 - left--];
    }

    /** Uniform in [0, 1), a multiple of 2^-53. */
    public double uniform() {
        long high = bits() & 0xFFFFFFFFL;
        long low = bits() & 0xFFFFFFFFL;
        return ((high << 32 | low) >>> 11) * 0x1p-53;
    }

    /** Uniform in [low, high). */
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** Uniform among 0..bound-1, without bias. */
    public int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("no integer below " + bound);
        }
        // Lemire's multiplication with rejection.
        long product = (bits() & 0xFFFFFFFFL) * bound;
        if ((product & 0xFFFFFFFFL) < bound) {
            long threshold = (0x100000000L - bound) % bound;
            while ((product & 0xFFFFFFFFL) < threshold) {
                product = (bits() & 0xFFFFFFFFL) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** Standard normal, by Box and Muller's transform with the JDK's bit-exact functions. */
    public double normal() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        double angle = 2 * StrictMath.PI * uniform();
        spare = radius * StrictMath.sin(angle);
        return radius * StrictMath.cos(angle);
    }

    /** A random order of 0..n-1. */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
