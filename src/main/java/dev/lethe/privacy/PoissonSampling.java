package dev.lethe.privacy;

import dev.lethe.RandomStream;
import java.util.Arrays;

/**
 * Draws each step's batch by letting every example take part with probability q, independently of all others and of
 * other steps: what the sampled Gaussian mechanism's accounting presumes. Batches of a fixed size, or a shuffled order,
 * are other mechanisms.
 *
 * <p>The number of examples left out before the next one has a geometric distribution and is drawn at once, so that a step
 * takes about q n draws. Its tail (1 - q)^k is that of independent draws but for rounding: of uniform numbers to 2^-53,
 * of two logarithms and their ratio, together about 1e-14 of a probability or 1e-16, whichever is larger. The same seed
 * gives the same batches, in any order of asking. Who knows the seed knows them: it must be kept secret, and Philox is no
 * cryptographic generator.
 *
 * @param examples how many there are, 1 or more
 * @param samplingRate q, 0..1
 */
public record PoissonSampling(int examples, double samplingRate, long seed) {
    /** @throws IllegalArgumentException naming what is out of its range */
    public PoissonSampling {
        if (examples < 1) {
            throw new IllegalArgumentException("sampling from " + examples + " examples: 1 or more is allowed");
        }
        if (!(samplingRate >= 0 && samplingRate <= 1)) {
            throw new IllegalArgumentException("a sampling rate of " + samplingRate + ": 0..1 is allowed");
        }
    }

    /**
     * The positions, 0..examples-1 and rising, of the examples in the batch of this step; there may be none.
     *
     * @param step 0 or more
     * @throws IllegalArgumentException if the step is negative
     */
    public int[] batch(int step) {
        int[] found = new int[16 + (int) (1.2 * samplingRate * examples)];
        int count = 0;
        Walk walk = new Walk(step);
        for (int at = walk.next(); at >= 0; at = walk.next()) {
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = at;
        }
        return Arrays.copyOf(found, count);
    }

    /**
     * How many examples are in the batch of this step.
     *
     * @throws IllegalArgumentException if the step is negative
     */
    public int size(int step) {
        int count = 0;
        Walk walk = new Walk(step);
        while (walk.next() >= 0) {
            count++;
        }
        return count;
    }

    /** From one example of a batch to the next. */
    private final class Walk {
        private final RandomStream random;
        private final double logLeftOut = StrictMath.log1p(-samplingRate);
        private double at = -1;

        Walk(int step) {
            if (step < 0) {
                throw new IllegalArgumentException("step " + step + " has no batch: 0 or more is allowed");
            }
            random = new RandomStream(seed, "Poisson sampling", step);
        }

        /** The next position, or -1 after the last. */
        int next() {
            if (samplingRate == 0) {
                return -1;
            }
            at += 1 + Math.floor(StrictMath.log(1 - random.uniform()) / logLeftOut);
            return at < examples ? (int) at : -1;
        }
    }
}
