package dev.lethe.train;

/**
 * The account of how every training example was learned, as columns of equal length, one entry per example.
 *
 * @param index position in the data set as it was loaded
 * @param given the label that was trained on
 * @param trueLabel the label before noise; null if unknown
 * @param loss under the final weights, in evaluation mode
 * @param probability of the given label, from 0 to 1
 * @param margin logit of the given label minus the largest other logit
 * @param firstLearned first epoch, from 1, in which the given label was predicted while training; -1 if never
 * @param forgettingEvents how often the given label was predicted while training and, one epoch later, was not (Toneva
 *     et al., 2019)
 * @param prediction the class with the largest logit
 * @param el2n Euclidean norm of softmax minus the one-hot given label (Paul et al., 2021)
 */
public record LedgerTable(
        int[] index,
        int[] given,
        int[] trueLabel,
        float[] loss,
        float[] probability,
        float[] margin,
        int[] firstLearned,
        int[] forgettingEvents,
        int[] prediction,
        float[] el2n) {

    /**
     * Checks that the columns belong together.
     *
     * @throws IllegalArgumentException naming the column that is shorter or longer than {@code index}
     */
    public LedgerTable {
        int n = index.length;
        check("given", given.length, n);
        if (trueLabel != null) {
            check("trueLabel", trueLabel.length, n);
        }
        check("loss", loss.length, n);
        check("probability", probability.length, n);
        check("margin", margin.length, n);
        check("firstLearned", firstLearned.length, n);
        check("forgettingEvents", forgettingEvents.length, n);
        check("prediction", prediction.length, n);
        check("el2n", el2n.length, n);
    }

    /** Number of training examples. */
    public int size() {
        return index.length;
    }

    private static void check(String column, int length, int n) {
        if (length != n) {
            throw new IllegalArgumentException("ledger column " + column + " has " + length + " rows, index has " + n);
        }
    }
}
