package dev.lethe.study.early;

import dev.lethe.RandomStream;

/**
 * The data of ELR's theory: x = e (v - sigma z) with e = +1 or -1 the true label, v a unit vector and z standard normal
 * (Liu et al., 2020, arXiv 2007.00151, section 3 and appendix A).
 *
 * <p>v is the first axis here, which loses nothing, as z has no preferred direction. Class 0 is e = +1, class 1 is e = -1.
 *
 * @param x (n, p), a row for each example
 * @param truth (n)
 * @param given (n): the true label, drawn anew by a fair coin with probability delta
 */
record TwoGaussians(int n, int p, float[] x, int[] truth, int[] given) {

    /**
     * @param sigma spread, at least 0
     * @param delta from 0 to 1; about half as many labels are wrong
     */
    static TwoGaussians draw(int n, int p, double sigma, double delta, long seed) {
        RandomStream labels = new RandomStream(seed, "study/two-gaussians/labels");
        RandomStream points = new RandomStream(seed, "study/two-gaussians/points");
        float[] x = new float[Math.multiplyExact(n, p)];
        int[] truth = new int[n];
        int[] given = new int[n];
        for (int i = 0; i < n; i++) {
            truth[i] = labels.below(2);
            given[i] = labels.uniform() < delta ? labels.below(2) : truth[i];
            double e = 1 - 2 * truth[i];
            for (int j = 0; j < p; j++) {
                double v = j == 0 ? 1 : 0;
                x[i * p + j] = (float) (e * (v - sigma * points.normal()));
            }
        }
        return new TwoGaussians(n, p, x, truth, given);
    }

    /** A start of length 2: uniform on the sphere, or on the part of it that is orthogonal to v. */
    static float[] start(int p, boolean orthogonal, long seed) {
        RandomStream random = new RandomStream(seed, "study/two-gaussians/start");
        double[] draw = new double[p];
        double squares = 0;
        for (int j = 0; j < p; j++) {
            double z = random.normal();
            draw[j] = orthogonal && j == 0 ? 0 : z;
            squares += draw[j] * draw[j];
        }
        float[] theta = new float[p];
        for (int j = 0; j < p; j++) {
            theta[j] = (float) (2 * draw[j] / Math.sqrt(squares));
        }
        return theta;
    }

    boolean wrong(int i) {
        return given[i] != truth[i];
    }

    int wrongCount() {
        int wrong = 0;
        for (int i = 0; i < n; i++) {
            wrong += wrong(i) ? 1 : 0;
        }
        return wrong;
    }
}
