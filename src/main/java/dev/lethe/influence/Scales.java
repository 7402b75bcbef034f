package dev.lethe.influence;

/**
 * Factors of scores: score (t, i) is multiplied by test t's and by training example i's.
 *
 * @param test null for 1
 * @param train null for 1
 */
record Scales(double[] test, double[] train) {
    static final Scales NONE = new Scales(null, null);

    /** Factors that turn inner products into cosines; an example without a gradient has cosine 0. */
    static Scales ofCosines(float[] testNorms, float[] trainNorms) {
        return new Scales(inverse(testNorms), inverse(trainNorms));
    }

    private static double[] inverse(float[] norms) {
        double[] all = new double[norms.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = norms[i] == 0 ? 0 : 1.0 / norms[i];
        }
        return all;
    }

    /** Multiplies a tile of (tests, trained), see {@link ScoreTiles.Taker}. */
    void apply(int testFrom, int tests, int trainFrom, int trained, float[] scores) {
        if (test == null && train == null) {
            return;
        }
        for (int t = 0; t < tests; t++) {
            double of = test == null ? 1 : test[testFrom + t];
            for (int i = 0; i < trained; i++) {
                int at = t * trained + i;
                scores[at] = (float) (scores[at] * of * (train == null ? 1 : train[trainFrom + i]));
            }
        }
    }
}
