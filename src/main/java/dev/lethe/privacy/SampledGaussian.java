package dev.lethe.privacy;

/**
 * One noisy step of DP-SGD: each example takes part with a probability of its own draw, the clipped gradients of those
 * that do are added, and normal noise is added to the sum (Abadi et al., 2016, arXiv 1607.00133, algorithm 1).
 *
 * <p>Data sets are neighbours if one has one example more than the other.
 *
 * @param samplingRate probability q of each example, 0..1
 * @param noiseMultiplier standard deviation of the noise over the clip bound, above 0 and finite
 */
public record SampledGaussian(double samplingRate, double noiseMultiplier) {
    /** @throws IllegalArgumentException naming the number that is out of its range */
    public SampledGaussian {
        if (!(samplingRate >= 0 && samplingRate <= 1)) {
            throw new IllegalArgumentException("a sampling rate of " + samplingRate + ": 0..1 is allowed");
        }
        if (noiseMultiplier == 0) {
            throw new IllegalArgumentException("a noise multiplier of 0 has no epsilon: without noise nothing is"
                    + " private; give one above 0, or train without a stated epsilon");
        }
        if (!(noiseMultiplier > 0 && noiseMultiplier < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a noise multiplier of " + noiseMultiplier + ": above 0 and finite is allowed");
        }
    }

    /**
     * Renyi differential privacy of this order: the larger divergence of the two orders of neighbours (Mironov, Talwar
     * and Zhang, 2019, arXiv 1908.10530, theorems 4 and 5), in nats.
     *
     * <p>Exact up to the precision of a double for integer orders, and for others within 1e-13 (1 + its (order - 1)
     * fold) over order - 1, never too small by more than that.
     *
     * @param order above 1 and finite
     * @throws IllegalArgumentException if the order is not
     */
    public double renyi(double order) {
        if (!(order > 1 && order < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a Renyi divergence of order " + order + ": above 1 and finite");
        }
        return logMoment(order) / (order - 1);
    }

    /** (order - 1) times the divergence, 0 for order 1. */
    double logMoment(double order) {
        if (samplingRate == 0) {
            return 0;
        }
        if (samplingRate == 1) {
            return order * (order - 1) / (2 * noiseMultiplier * noiseMultiplier);
        }
        return new RenyiMoment(samplingRate, noiseMultiplier).log(order);
    }
}
