package dev.lethe.cpu;

import dev.lethe.Args;

/**
 * One example of a batch as a loss sees it: its outputs, its target row, where its gradient goes, and room to work in.
 *
 * <p>One object serves all examples of a part, so that no row allocates.
 */
final class LossRow {
    /** Rows of fewer outputs than there are lanes take their exponentials together, this many rows at once. */
    static final int BLOCK = 64;

    private static final int LANES = 16;

    final Lanes lanes = Lanes.get();
    /** Number of outputs. */
    final int k;
    /** Whether the gradient is wanted; it is to be left in {@link #e}, times {@link #scale}. */
    final boolean gradient;
    /** Rows of k elements to work in. */
    final float[] first;

    final float[] second;

    /** Which example of the batch. */
    int example;
    /** Outputs, from {@code zo} on. */
    final float[] z;

    int zo;
    /** Probabilities, times {@code 1 / inverse}; in the place of the gradient where one is wanted. */
    float[] e;

    int eo;
    float inverse;
    /** Of a softmax: the largest output, and the logarithm of the sum of the exponentials of outputs less it. */
    float max;

    float logSum;
    /** Targets, from {@code to} on, of whatever form the labels were given in. */
    float[] t;

    int to;
    /** Whether the target is 1 for the class {@link #y} and 0 for all others. */
    final boolean single;
    /** The given label, the first of a pair, or the class of the largest target. */
    int y;
    /** Weight of the example divided by the number of examples: what its gradient is multiplied by. */
    float scale;

    float weight;

    private final boolean narrow;
    private final float[] maxima;
    private final float[] sixteen = new float[LANES];
    private int block;
    private final int n;
    private final int zBase;
    private final int[] hard;
    private final int hardBase;
    private final int[] other;
    private final int otherBase;
    private final float[] mix;
    private final int mixBase;
    private final float[] soft;
    private final int softBase;
    private final float[] weights;
    private final int weightsBase;
    private final int dzBase;

    LossRow(Args a) {
        n = a.i32(LossFrame.N);
        k = a.i32(LossFrame.K);
        z = a.floats(LossFrame.Z);
        zBase = a.at(LossFrame.Z);
        hard = a.ints(LossFrame.HARD);
        hardBase = a.at(LossFrame.HARD);
        other = a.ints(LossFrame.SECOND);
        otherBase = a.at(LossFrame.SECOND);
        mix = a.floats(LossFrame.MIX);
        mixBase = a.at(LossFrame.MIX);
        soft = a.floats(LossFrame.SOFT);
        softBase = a.at(LossFrame.SOFT);
        weights = a.floats(LossFrame.WEIGHTS);
        weightsBase = a.at(LossFrame.WEIGHTS);
        gradient = !a.absent(LossFrame.DZ);
        narrow = k < LANES;
        maxima = new float[narrow ? BLOCK : 0];
        e = gradient ? a.floats(LossFrame.DZ) : new float[narrow ? BLOCK * k : k];
        dzBase = a.at(LossFrame.DZ);
        single = soft == null && other == null;
        t = soft != null ? soft : new float[k];
        first = new float[k];
        second = new float[k];
    }

    /**
     * Must come before examples {@code from} to {@code to} (exclusive), at most {@link #BLOCK}.
     *
     * @param exponentials whether {@link #softmax} will be asked of them
     */
    void ahead(int from, int to, boolean exponentials) {
        block = from;
        if (!narrow || !exponentials) {
            return;
        }
        int base = gradient ? dzBase + from * k : 0;
        int at = base;
        for (int i = from; i < to; i++) {
            int row = zBase + i * k;
            float m = z[row];
            for (int j = 1; j < k; j++) {
                m = Math.max(m, z[row + j]);
            }
            for (int j = 0; j < k; j++) {
                e[at++] = z[row + j] - m;
            }
            maxima[i - from] = m;
        }
        lanes.exp(e, base, e, base, at - base);
    }

    /** Goes to example {@code i}; {@link #leave} must follow before the next. */
    void enter(int i) {
        example = i;
        zo = zBase + i * k;
        eo = gradient ? dzBase + i * k : narrow ? (i - block) * k : 0;
        weight = weights == null ? 1 : weights[weightsBase + i];
        scale = weight / n;
        if (soft != null) {
            to = softBase + i * k;
            return;
        }
        y = hard[hardBase + i];
        if (single) {
            t[y] = 1;
        } else {
            float share = mix[mixBase + i];
            t[y] = share;
            t[other[otherBase + i]] += 1 - share;
        }
    }

    void leave() {
        if (soft == null) {
            t[y] = 0;
            if (other != null) {
                t[other[otherBase + example]] = 0;
            }
        }
    }

    /** Makes {@link #e} the exponentials whose share of their sum is the softmax of the outputs. */
    void softmax() {
        float sum;
        if (narrow) {
            max = maxima[example - block];
            sum = narrowSum(e, eo, k, sixteen);
        } else {
            max = lanes.max(z, zo, k);
            sum = lanes.expSum(z, zo, max, e, eo, k);
        }
        inverse = 1 / sum;
        logSum = Scalar.log(sum);
    }

    /** The sum that {@link Lanes#sum} defines, of fewer elements than there are lanes. */
    static float narrowSum(float[] x, int xo, int n, float[] sixteen) {
        for (int l = 0; l < LANES; l++) {
            sixteen[l] = l < n ? x[xo + l] : 0;
        }
        return PlainLanes.tree(sixteen);
    }

    /** Probability of class {@code j}. */
    float p(int j) {
        return e[eo + j] * inverse;
    }

    /** Logarithm of the softmax, from the outputs: finite where the probability itself is 0. */
    float logP(int j) {
        return z[zo + j] - max - logSum;
    }

    /** Makes {@link #e} the probabilities themselves. */
    void normalise() {
        times(inverse);
        inverse = 1;
    }

    /** Multiplies {@link #e}. */
    void times(float factor) {
        lanes.scaleShift(e, eo, factor, 0, e, eo, k);
    }

    /** Sum of the targets. */
    float mass() {
        return single ? 1 : lanes.sum(t, to, k);
    }

    /** - sum of t_j log p_j. */
    float crossEntropy(float mass) {
        return single ? -logP(y) : mass * logSum - lanes.dotDeviations(z, zo, max, t, to, k);
    }

    /** {@code d} = probabilities less targets. */
    void difference(float[] d) {
        lanes.scaleShift(e, eo, inverse, 0, d, 0, k);
        lanes.axpby(-1, t, to, 1, d, 0, k);
    }

    /**
     * Makes {@link #e} the gradient by the outputs, given that by the log-probabilities: v_j - p_j sum of v, times
     * {@link #scale}.
     */
    void fromLogGradient(float[] v) {
        float sum = lanes.sum(v, 0, k);
        lanes.axpby(scale, v, 0, -sum * scale * inverse, e, eo, k);
    }
}
