package dev.lethe.cpu;

import dev.lethe.Args;

/** Writes what is tracked about an example, in the columns that {@code dev.lethe.loss.Tracked} names. */
final class LossTracking {
    private static final int COLUMNS = 4;

    private final LossFrame.Link link;
    private final float[] values;
    private final int valuesBase;
    private final int[] prediction;
    private final int predictionBase;
    private final boolean soft;

    LossTracking(Args a, LossFrame.Link link) {
        this.link = link;
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
        float rest = Math.max(r.lanes.max(r.z, r.zo, r.y), r.lanes.max(r.z, r.zo + r.y + 1, r.k - r.y - 1));
        prediction[predictionBase + r.example] = r.z[r.zo + r.y] > rest ? r.y : largest(r.z, r.zo, r.k);
        values[at + 1] = probability(r);
        values[at + 2] = r.k == 1 ? r.z[r.zo] : r.z[r.zo + r.y] - rest;
        r.difference(r.first);
        values[at + 3] = (float) Math.sqrt(r.lanes.dot(r.first, 0, r.first, 0, r.k));
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
