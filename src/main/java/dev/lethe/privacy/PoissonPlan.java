package dev.lethe.privacy;

import java.util.Arrays;

/**
 * The batches of a whole run by Poisson sampling, in rows of equal length, because a captured step has a fixed size.
 *
 * <p>A row is as long as the largest batch of all steps, which is found beforehand. Only sizes are kept; the examples of an
 * epoch are drawn again, and are the same, when it is asked for. The sum of clipped gradients is to be divided by the
 * expected batch size, which is public, and not by the size of the batch, which is not.
 */
public final class PoissonPlan {
    private final PoissonSampling sampling;
    private final int stepsPerEpoch;
    private final int[] sizes;
    private final int capacity;

    /**
     * A plan of {@code epochs} times {@code stepsPerEpoch} steps.
     *
     * @param stepsPerEpoch 1 or more; about 1/q for the usual meaning of an epoch
     * @param epochs 1 or more
     * @throws IllegalArgumentException naming what is out of its range, or if the steps or an epoch's rows are too many
     *     for an array
     */
    public PoissonPlan(PoissonSampling sampling, int stepsPerEpoch, int epochs) {
        if (stepsPerEpoch < 1 || epochs < 1) {
            throw new IllegalArgumentException(
                    epochs + " epochs of " + stepsPerEpoch + " steps: 1 or more of both is allowed");
        }
        checkSize((long) stepsPerEpoch * epochs, "steps");
        this.sampling = sampling;
        this.stepsPerEpoch = stepsPerEpoch;
        sizes = new int[stepsPerEpoch * epochs];
        int largest = 1;
        for (int step = 0; step < sizes.length; step++) {
            sizes[step] = sampling.size(step);
            largest = Math.max(largest, sizes[step]);
        }
        capacity = largest;
        checkSize((long) stepsPerEpoch * capacity, "rows' places in an epoch");
    }

    /**
     * One epoch's batches.
     *
     * @param indices positions of examples, of shape (steps per epoch, capacity); 0 where a row has no more examples
     * @param weights of the same shape: 1 for an example of the batch, 0 after the last
     */
    public record Epoch(int[] indices, float[] weights) {}

    /** The length of a row: the size of the largest batch, at least 1. */
    public int capacity() {
        return capacity;
    }

    public int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    public int epochs() {
        return sizes.length / stepsPerEpoch;
    }

    /** q times the number of examples. */
    public double expectedSize() {
        return sampling.samplingRate() * sampling.examples();
    }

    /**
     * How many examples are in a step's batch; it may be 0.
     *
     * @param step counted through all epochs, from 0
     * @throws IndexOutOfBoundsException if there is no such step
     */
    public int size(int step) {
        return sizes[step];
    }

    /**
     * The batches of an epoch, in any order of asking.
     *
     * @param epoch from 0
     * @throws IllegalArgumentException if there is no such epoch
     */
    public Epoch epoch(int epoch) {
        if (epoch < 0 || epoch >= epochs()) {
            throw new IllegalArgumentException("epoch " + epoch + ": 0.." + (epochs() - 1) + " is planned");
        }
        int[] indices = new int[stepsPerEpoch * capacity];
        float[] weights = new float[indices.length];
        for (int row = 0; row < stepsPerEpoch; row++) {
            int[] batch = sampling.batch(epoch * stepsPerEpoch + row);
            System.arraycopy(batch, 0, indices, row * capacity, batch.length);
            Arrays.fill(weights, row * capacity, row * capacity + batch.length, 1);
        }
        return new Epoch(indices, weights);
    }

    /** What an accountant needs to know of the run. */
    public Composition composition(double noiseMultiplier) {
        return Composition.of(new SampledGaussian(sampling.samplingRate(), noiseMultiplier), sizes.length);
    }

    private static void checkSize(long count, String what) {
        if (count > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    count + " " + what + " are too many: at most " + (Integer.MAX_VALUE - 8) + " fit in an array");
        }
    }
}
