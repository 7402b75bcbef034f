package dev.lethe.cpu;

import dev.lethe.Args;

/** Writes what is tracked about an example, in the columns that {@code dev.lethe.loss.Tracked} names. */
final class LossTracking {
    private static final int COLUMNS = 4;

    private final LossFrame.Link link;
    /** Whether the row's maximum is known. */
    private final boolean hasMax;

    private final float[] values;
    private final int valuesBase;
    private final int[] prediction;
    private final int predictionBase;
    private final boolean soft;

    LossTracking(Args a, LossFrame.Link link) {
        this.link = link;
        hasMax = link == LossFrame.Link.SOFTMAX || link == LossFrame.Link.OWN;
        values = a.floats(LossFrame.VALUES);
        valuesBase = a.at(LossFrame.VALUES);
        prediction = a.ints(LossFrame.PREDICTION);
        predictionBase = a.at(LossFrame.PREDICTION);
        soft = !a.absent(LossFrame.SOFT);
    }

    /** What depends on the probabilities, before the gradient takes their place. */
    void before(LossRow r) {
        if (values == null) {
            return;
        }
        if (soft) {
            r.y = largest(r.t, r.to, r.k);
        }
        int at = valuesBase + r.example * COLUMNS;
        float own = r.z[r.zo + r.y];
        float top = hasMax ? r.max : r.lanes.max(r.z, r.zo, r.k);
        // Where the label's output is not the largest, the largest of all is that of the others.
        float rest = own < top
                ? top
                : Math.max(r.lanes.max(r.z, r.zo, r.y), r.lanes.max(r.z, r.zo + r.y + 1, r.k - r.y - 1));
        prediction[predictionBase + r.example] =
                own > rest ? r.y : own < top ? first(r.z, r.zo, top) : largest(r.z, r.zo, r.k);
        values[at + 1] = probability(r);
        values[at + 2] = r.k == 1 ? own : own - rest;
        values[at + 3] = (float) Math.sqrt(r.single ? toOne(r) : toTargets(r));
    }

    /** Squared distance of the probabilities from a 1 for the label. */
    private static float toOne(LossRow r) {
        float e = r.e[r.eo + r.y];
        r.e[r.eo + r.y] = 0;
        float others = r.lanes.dot(r.e, r.eo, r.e, r.eo, r.k) * r.inverse * r.inverse;
        r.e[r.eo + r.y] = e;
        float d = e * r.inverse - 1;
        return Math.fma(d, d, others);
    }

    /** Squared distance of the probabilities from the targets. */
    private static float toTargets(LossRow r) {
        r.difference(r.first);
        return r.lanes.dot(r.first, 0, r.first, 0, r.k);
    }

    void after(LossRow r, float loss) {
        if (values != null) {
            values[valuesBase + r.example * COLUMNS] = loss;
        }
    }

    private float probability(LossRow r) {
        switch (link) {
            case SOFTMAX:
            case OWN:
                return soft ? r.lanes.dot(r.e, r.eo, r.t, r.to, r.k) * r.inverse : r.p(r.y);
            case SIGMOID:
                float sum = 0;
                for (int j = 0; j < r.k; j++) {
                    float p = r.e[r.eo + j];
                    float t = r.t[r.to + j];
                    sum += t * p + (1 - t) * (1 - p);
                }
                return sum / r.k;
            default:
                return Float.NaN;
        }
    }

    /** Where {@code value} comes first; it is there. */
    private static int first(float[] x, int xo, float value) {
        int i = 0;
        while (x[xo + i] != value) {
            i++;
        }
        return i;
    }

    /** Position of the largest, the first of equals; NaN is the largest only where all are. */
    static int largest(float[] x, int xo, int n) {
        int best = 0;
        for (int i = 1; i < n; i++) {
            float v = x[xo + i];
            if (v > x[xo + best] || (Float.isNaN(x[xo + best]) && !Float.isNaN(v))) {
                best = i;
            }
        }
        return best;
    }
}
