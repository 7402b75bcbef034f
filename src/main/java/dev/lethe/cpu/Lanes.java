package dev.lethe.cpu;

/**
 * Loops over parts of float arrays, written once with plain loops and once with the Vector API, with equal bits.
 *
 * <p>That holds because every element takes the same IEEE operations in the same order in both: functions are the
 * polynomials of {@link Scalar}, step by step, and sums use 16 logical lanes (element i goes to lane i mod 16) that are
 * added as a fixed tree at the end, (l, l+8), (l, l+4), (l, l+2), (l, l+1), whatever the width of the machine.
 *
 * <p>Arguments are arrays with the index of their first element, then n. {@code beta} is as in {@link dev.lethe.Grad}:
 * 0 does not read the old value, otherwise it is {@code fma(beta, old, g)}. Ranges may be the same but must not overlap
 * in part.
 */
public interface Lanes {
    /** The implementation of this JVM: the Vector API if the module is there, plain loops otherwise. */
    static Lanes get() {
        return LanesChoice.CHOSEN;
    }

    /** What it is and how wide, for people. */
    String description();

    /** y = value. */
    void fill(float value, float[] y, int yo, int n);

    /** y = a x + beta y. */
    void axpby(float a, float[] x, int xo, float beta, float[] y, int yo, int n);

    /** z = x + y. */
    void add(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n);

    /** z = x y + beta z. */
    void multiply(float[] x, int xo, float[] y, int yo, float beta, float[] z, int zo, int n);

    /** y = fma(x, scale, shift). */
    void scaleShift(float[] x, int xo, float scale, float shift, float[] y, int yo, int n);

    /** y = max(x, 0); NaN stays. */
    void relu(float[] x, int xo, float[] y, int yo, int n);

    /** dx = (x > 0 ? dy : 0) + beta dx. */
    void reluGrad(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n);

    /** y = exp(x). */
    void exp(float[] x, int xo, float[] y, int yo, int n);

    /** y = ln(x). */
    void log(float[] x, int xo, float[] y, int yo, int n);

    /** y = tanh(x). */
    void tanh(float[] x, int xo, float[] y, int yo, int n);

    /** y = 1 / (1 + exp(-x)). */
    void sigmoid(float[] x, int xo, float[] y, int yo, int n);

    /** y = x Phi(x), the exact GELU. */
    void gelu(float[] x, int xo, float[] y, int yo, int n);

    /** dx = dy (Phi(x) + x phi(x)) + beta dx. */
    void geluGrad(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n);

    /** y = exp(x - shift); returns the sum of y. */
    float expSum(float[] x, int xo, float shift, float[] y, int yo, int n);

    /** y = factor x kept from low to high, NaN stays; returns the sum of y. */
    float clipSum(float[] x, int xo, float factor, float low, float high, float[] y, int yo, int n);

    /** z = factor x y where factor x lies from low to high, 0 elsewhere; returns the sum of z. */
    float withinSum(
            float[] x, int xo, float factor, float low, float high, float[] y, int yo, float[] z, int zo, int n);

    /** Sum of x. */
    float sum(float[] x, int xo, int n);

    /** Sum of x y. */
    float dot(float[] x, int xo, float[] y, int yo, int n);

    /** Sum of (x - mean)^2. */
    float squaredDeviations(float[] x, int xo, float mean, int n);

    /** Sum of dy (x - mean). */
    float dotDeviations(float[] x, int xo, float mean, float[] dy, int dyo, int n);

    /** Largest of x, -Infinity for none; NaN if one is. */
    float max(float[] x, int xo, int n);

    /** z = y (g - s) + beta z: the gradient of a softmax row y, with s the inner product of y and g. */
    void softmaxGrad(float[] y, int yo, float[] g, int go, float s, float beta, float[] z, int zo, int n);

    /** y = fma((x - mean) rstd, w, b), elementwise in w and b: one row of layer normalisation. */
    void normalise(
            float[] x, int xo, float mean, float rstd, float[] w, int wo, float[] b, int bo, float[] y, int yo, int n);

    /**
     * One step of stochastic gradient descent: g += decay p; m = momentum m + g; p -= rate (nesterov ? g + momentum m :
     * m). With momentum 0, m is not touched.
     */
    void sgd(
            float rate,
            float momentum,
            boolean nesterov,
            float decay,
            float scale,
            float[] g,
            int go,
            float[] m,
            int mo,
            float[] p,
            int po,
            int n);

    /**
     * One step of Adam (Kingma and Ba, 2015) with g scaled first: m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2;
     * p -= rate (m c1) / (sqrt(v c2) + eps), where c1 = 1/(1-b1^t) and c2 = 1/(1-b2^t).
     *
     * @param decay added to the gradient, as decay p (Adam)
     * @param decoupled p is first multiplied by 1 - rate decoupled (AdamW)
     */
    void adam(AdamStep step, float[] g, int go, float[] m, int mo, float[] v, int vo, float[] p, int po, int n);

    /** The numbers of one step of {@link #adam}. */
    record AdamStep(
            float rate,
            float beta1,
            float beta2,
            float eps,
            float c1,
            float c2,
            float decay,
            float decoupled,
            float scale) {}

    /**
     * {@code y[r n + j] = (x[r step + j] + shift) + beta y[r n + j]} for r below rows and j below n: what is left of rows
     * of {@code step} elements without their ends.
     *
     * <p>x must have a vector's width, 16 elements, beyond its last row.
     */
    void crop(float[] x, int xo, int step, float shift, float beta, float[] y, int yo, int rows, int n);

    /** A new tile of a matrix product, for one thread. */
    Tile tile();
}
