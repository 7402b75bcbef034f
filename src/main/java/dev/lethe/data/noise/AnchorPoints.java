package dev.lethe.data.noise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The noise matrix that a model trained on given labels shows at examples which are surely of their class.
 *
 * <p>Patrini, Rozza, Menon, Nock and Qu, "Making deep neural networks robust to label noise: a loss correction
 * approach", CVPR 2017 (arXiv 1609.03683), section 4.3: row k of the matrix is the prediction for the example with the
 * largest probability of class k. No labels are needed.
 *
 * @param examples the anchor of each class, K positions
 * @param matrix (K, K), rows that sum to 1: probability of the given label j where the true class is k
 */
public record AnchorPoints(int[] examples, double[][] matrix) {
    /** As {@link #estimate(Probabilities, double)} with quantile 1: the example with the largest probability. */
    public static AnchorPoints estimate(Probabilities p) {
        return estimate(p, 1);
    }

    /**
     * Takes as the anchor of class k the example whose probability of k is the given quantile of all.
     *
     * @param quantile above 0 and up to 1; below 1 it leaves out outliers, as the paper does with 0.97. Of n
     *     probabilities in ascending order it is number ceil(quantile n); of equals the example that comes last is
     *     the higher
     * @throws IllegalArgumentException if the quantile is out of range
     */
    public static AnchorPoints estimate(Probabilities p, double quantile) {
        if (!(quantile > 0 && quantile <= 1)) {
            throw new IllegalArgumentException("quantile " + quantile + ": above 0 and up to 1 is allowed");
        }
        int classes = p.classes();
        int rank = Math.max(1, (int) Math.ceil(quantile * p.size()));
        int[] examples = new int[classes];
        double[][] matrix = new double[classes][classes];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < p.size(); i++) {
            order.add(i);
        }
        for (int k = 0; k < classes; k++) {
            int column = k;
            order.sort(Comparator.<Integer>comparingDouble(i -> p.at(i, column)).thenComparing(i -> i));
            examples[k] = order.get(rank - 1);
            double sum = 0;
            for (int j = 0; j < classes; j++) {
                sum += p.at(examples[k], j);
            }
            for (int j = 0; j < classes; j++) {
                matrix[k][j] = p.at(examples[k], j) / sum; // a row may miss 1 by the tolerance of its file
            }
        }
        return new AnchorPoints(examples, matrix);
    }

    /** The matrix as label noise. */
    public TransitionMatrix transitions() {
        return TransitionMatrix.of(matrix);
    }
}
