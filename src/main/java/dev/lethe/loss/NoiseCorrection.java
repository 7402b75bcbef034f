package dev.lethe.loss;

/**
 * A loss that is corrected with the matrix of the label noise (Patrini et al., 2017, arXiv 1609.03683), which is given
 * from the start, or estimated from the network after some epochs of plain cross-entropy.
 */
public interface NoiseCorrection extends Loss {
    /** Whether the matrix was given from the start, so that nothing needs to be estimated. */
    boolean given();

    /** Epochs before {@link #estimate}; of no meaning where the matrix was given. */
    int warmup();

    /**
     * Replaces the matrix; not between the beginning of a step and its end.
     *
     * @param rows (K, K), T_ij = P(given label j | true label i): each row sums to 1 within 1e-4
     * @throws IllegalArgumentException naming the entry or the row that is wrong, or if this loss cannot be corrected
     *     with such a matrix
     */
    void estimate(double[][] rows);
}
