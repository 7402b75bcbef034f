package dev.lethe.data.noise;

import java.util.Arrays;

/**
 * How many examples of each given label are likely to be of each class, by out-of-sample probabilities.
 *
 * <p>Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset labels", JAIR 70, 2021 (arXiv
 * 1911.00068), section 3.1. The threshold t_j of class j is the mean probability of j over the examples given j. An
 * example's likely class is the most probable of the classes k with p_k >= t_k; where there is none, it is not counted.
 */
public final class ConfidentJoint {
    private final double[] thresholds;
    private final int[] likely;
    private final int[] given;
    private final int[] sizes;
    private final int[][] counts;

    private ConfidentJoint(Probabilities p, int[] given) {
        this.given = given.clone();
        int classes = p.classes();
        sizes = new int[classes];
        thresholds = thresholds(p, given, sizes);
        likely = new int[given.length];
        counts = new int[classes][classes];
        for (int i = 0; i < given.length; i++) {
            likely[i] = -1;
            for (int k = 0; k < classes; k++) {
                if (p.at(i, k) >= thresholds[k] && (likely[i] < 0 || p.at(i, k) > p.at(i, likely[i]))) {
                    likely[i] = k;
                }
            }
            if (likely[i] >= 0) {
                counts[given[i]][likely[i]]++;
            }
        }
    }

    /**
     * @param p probabilities by models that were not trained on the example they judge
     * @param given labels, one for each example
     * @throws IllegalArgumentException if a label is out of range, or no example has the label of some class, which is
     *     named
     */
    public static ConfidentJoint of(Probabilities p, int[] given) {
        p.requireLabels(given);
        return new ConfidentJoint(p, given);
    }

    private static double[] thresholds(Probabilities p, int[] given, int[] sizes) {
        double[] sums = new double[sizes.length];
        double[] most = new double[sizes.length];
        for (int i = 0; i < given.length; i++) {
            double own = p.at(i, given[i]);
            sums[given[i]] += own;
            most[given[i]] = Math.max(most[given[i]], own);
            sizes[given[i]]++;
        }
        for (int k = 0; k < sums.length; k++) {
            if (sizes[k] == 0) {
                throw new IllegalArgumentException(
                        "class " + k + " has no example; the confident joint needs one of each of " + sums.length);
            }
            // A mean is not above the largest, but a rounded one could be.
            sums[k] = Math.min(sums[k] / sizes[k], most[k]);
        }
        return sums;
    }

    /** Number of classes. */
    public int classes() {
        return counts.length;
    }

    /** The threshold of each class. */
    public double[] thresholds() {
        return thresholds.clone();
    }

    /** The likely class of each example; -1 where no class reaches its threshold. */
    public int[] likely() {
        return likely.clone();
    }

    /** Counts by given label (rows) and likely class (columns). */
    public int[][] counts() {
        return Arrays.stream(counts).map(int[]::clone).toArray(int[][]::new);
    }

    /**
     * The calibrated joint distribution of given label (rows) and true class (columns): each row of counts scaled to
     * the number of examples given that label, over n. It sums to 1; equation 3 of the paper.
     */
    public double[][] joint() {
        double[][] joint = new double[classes()][classes()];
        for (int y = 0; y < classes(); y++) {
            // At least the surest example of the class is counted.
            double row = Arrays.stream(counts[y]).sum();
            for (int k = 0; k < classes(); k++) {
                joint[y][k] = counts[y][k] / row * sizes[y] / given.length;
            }
        }
        return joint;
    }

    /**
     * Probability of the given label j (columns) where the true class is k (rows), which is what {@link
     * TransitionMatrix} takes; a row of NaN where no example is likely to be of class k.
     */
    public double[][] noiseMatrix() {
        double[][] joint = joint();
        double[][] matrix = new double[classes()][classes()];
        for (int k = 0; k < classes(); k++) {
            double sum = 0;
            for (int y = 0; y < classes(); y++) {
                sum += joint[y][k];
            }
            for (int y = 0; y < classes(); y++) {
                matrix[k][y] = joint[y][k] / sum;
            }
        }
        return matrix;
    }

    /** Probability of the true class k (columns) where the given label is j (rows); rows sum to 1. */
    public double[][] inverseNoiseMatrix() {
        double[][] joint = joint();
        double[][] matrix = new double[classes()][classes()];
        for (int y = 0; y < classes(); y++) {
            double sum = Arrays.stream(joint[y]).sum();
            for (int k = 0; k < classes(); k++) {
                matrix[y][k] = joint[y][k] / sum;
            }
        }
        return matrix;
    }

    /** The share of the calibrated joint that is off the diagonal, times the number of examples. */
    public double estimatedErrors() {
        double[][] joint = joint();
        double off = 0;
        for (int y = 0; y < classes(); y++) {
            for (int k = 0; k < classes(); k++) {
                off += y == k ? 0 : joint[y][k];
            }
        }
        return off * given.length;
    }

    /** Whether each example is off the diagonal: its likely class is another than the given one. */
    public boolean[] offDiagonal() {
        boolean[] off = new boolean[given.length];
        for (int i = 0; i < off.length; i++) {
            off[i] = likely[i] >= 0 && likely[i] != given[i];
        }
        return off;
    }

    /** Given labels, not a copy. */
    int[] given() {
        return given;
    }
}
