package dev.lethe.study.early;

/**
 * The linear model at one moment of gradient descent.
 *
 * @param steps how many were done before
 * @param cosine of the angle from v to the next step; NaN where the gradient is zero
 * @param alignment theta.v
 * @param drift length of theta less its start
 * @param kappaClean mean over correctly labelled examples of (2 p - 1 - e)^2, with p the probability of class e = +1 and
 *     e the given label: what each example weighs in the gradient
 * @param kappaWrong the same over wrongly labelled examples; NaN if there are none
 * @param recovered of the wrongly labelled examples, the fraction predicted as the true label
 * @param memorized of the same, the fraction predicted as the given label
 * @param clean of the correctly labelled examples, the fraction predicted as the label
 * @param loss mean
 */
record Moment(
        int steps,
        double cosine,
        double alignment,
        double drift,
        double kappaClean,
        double kappaWrong,
        double recovered,
        double memorized,
        double clean,
        double loss) {

    /**
     * @param start theta before the first step, (p)
     * @param theta (p)
     * @param gradient of the loss by theta, up to a positive factor, (p)
     * @param outputs (n, 2)
     */
    static Moment of(
            int steps,
            TwoGaussians data,
            double[] start,
            double[] theta,
            double[] gradient,
            float[] outputs,
            double loss) {
        double[] kappa = new double[2];
        int[] count = new int[2];
        int[] asTruth = new int[2];
        int[] asGiven = new int[2];
        for (int i = 0; i < data.n(); i++) {
            double z = (double) outputs[2 * i] - outputs[2 * i + 1];
            int kind = data.wrong(i) ? 1 : 0;
            double k = StrictMath.tanh(z / 2) - (1 - 2 * data.given()[i]);
            kappa[kind] += k * k;
            count[kind]++;
            // Of equal outputs neither class is predicted.
            asTruth[kind] += z * (1 - 2 * data.truth()[i]) > 0 ? 1 : 0;
            asGiven[kind] += z * (1 - 2 * data.given()[i]) > 0 ? 1 : 0;
        }
        return new Moment(
                steps,
                -gradient[0] / length(gradient),
                theta[0],
                distance(theta, start),
                kappa[0] / count[0],
                kappa[1] / count[1],
                (double) asTruth[1] / count[1],
                (double) asGiven[1] / count[1],
                (double) asGiven[0] / count[0],
                loss);
    }

    /** Whether every given label is predicted. */
    boolean fitted() {
        return clean == 1 && !(memorized < 1);
    }

    private static double distance(double[] a, double[] b) {
        double[] d = new double[a.length];
        for (int j = 0; j < d.length; j++) {
            d[j] = a[j] - b[j];
        }
        return length(d);
    }

    private static double length(double[] v) {
        double squares = 0;
        for (double x : v) {
            squares += x * x;
        }
        return Math.sqrt(squares);
    }
}
