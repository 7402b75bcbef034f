package dev.lethe.train;

/**
 * How predictions agree with given and true labels.
 *
 * @param clean over examples whose given label is the true one, the fraction predicted as it; NaN if unknown
 * @param memorized over examples whose given label is wrong, the fraction predicted as the given label; null if none
 * @param recovered over the same examples, the fraction predicted as the true label; null if none
 */
record Agreement(double clean, Double memorized, Double recovered) {

    /** @param truth the true labels, or null if they are not known */
    static Agreement of(int[] prediction, int[] given, int[] truth) {
        if (truth == null) {
            return new Agreement(Double.NaN, null, null);
        }
        int right = 0;
        int rightLearned = 0;
        int wrong = 0;
        int wrongLearned = 0;
        int recovered = 0;
        for (int i = 0; i < given.length; i++) {
            if (given[i] == truth[i]) {
                right++;
                rightLearned += prediction[i] == given[i] ? 1 : 0;
            } else {
                wrong++;
                wrongLearned += prediction[i] == given[i] ? 1 : 0;
                recovered += prediction[i] == truth[i] ? 1 : 0;
            }
        }
        double clean = right == 0 ? Double.NaN : (double) rightLearned / right;
        return wrong == 0
                ? new Agreement(clean, null, null)
                : new Agreement(clean, (double) wrongLearned / wrong, (double) recovered / wrong);
    }

    /** Fraction of predictions that equal the labels. */
    static double accuracy(int[] prediction, int[] labels) {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += prediction[i] == labels[i] ? 1 : 0;
        }
        return (double) right / labels.length;
    }
}
