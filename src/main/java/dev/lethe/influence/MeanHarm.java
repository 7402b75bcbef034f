package dev.lethe.influence;

/**
 * How much each training example harms, averaged over all test examples: its scores below 0 without their sign, those
 * above 0 as 0. A wrong label harms test examples of its true class and helps others by the same gradient, so that the
 * plain mean of its scores would hide it.
 */
final class MeanHarm implements ScoreTiles.Taker {
    private final double[] sums;
    private final int tests;

    MeanHarm(int tests, int trained) {
        this.tests = tests;
        sums = new double[trained];
    }

    @Override
    public void tile(int testFrom, int tests, int trainFrom, int trained, float[] scores) {
        for (int t = 0; t < tests; t++) {
            for (int i = 0; i < trained; i++) {
                sums[trainFrom + i] += Math.max(0, -scores[t * trained + i]);
            }
        }
    }

    /** One for each training example, 0 or more. */
    double[] values() {
        double[] means = new double[sums.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = sums[i] / tests;
        }
        return means;
    }
}
