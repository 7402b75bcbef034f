package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.cpu.LossFrame.Link;

/** Bodies of those kernels in {@code kernels/losses_memory.cu} that keep a row for each training example. */
public final class LossesWithMemory {
    /** Probabilities are kept this far from 0 and 1, as the authors' code does. */
    private static final float CLIP = 1e-4f;

    private LossesWithMemory() {}

    /**
     * Cross-entropy + lambda ln(1 - sum of m_j c_j), with c the clipped probabilities and m the example's row of the
     * table, which first becomes beta m + (1 - beta) c / sum of c if update is not 0 and the example's weight is not 0; (..., p table, c index, i rows,
     * i update, f lambda, f beta). The table is (rows, k), index is (n).
     */
    public static void earlyLearning(Args a) {
        float[] table = a.floats(LossFrame.OWN);
        int base = a.at(LossFrame.OWN);
        int[] index = a.ints(LossFrame.OWN + 1);
        int indexBase = a.at(LossFrame.OWN + 1);
        int rows = a.i32(LossFrame.OWN + 2);
        boolean update = a.i32(LossFrame.OWN + 3) != 0;
        float lambda = a.f32(LossFrame.OWN + 4);
        float beta = a.f32(LossFrame.OWN + 5);
        LossFrame.requireBelow("index", a, LossFrame.OWN + 1, a.i32(LossFrame.N), rows);
        LossFrame.run(a, Link.SOFTMAX, r -> {
            int m = base + index[indexBase + r.example] * r.k;
            float[] c = r.first;
            r.normalise();
            for (int j = 0; j < r.k; j++) {
                c[j] = Math.min(Math.max(r.e[r.eo + j], CLIP), 1 - CLIP);
            }
            // An example of weight 0 may be padding that repeats another.
            if (update && r.weight != 0) {
                r.lanes.axpby((1 - beta) / r.lanes.sum(c, 0, r.k), c, 0, beta, table, m, r.k);
            }
            float left = 1 - r.lanes.dot(c, 0, table, m, r.k);
            float loss = Math.fma(lambda, Scalar.log(left), r.crossEntropy(r.mass()));
            if (r.gradient) {
                float[] v = r.second;
                for (int j = 0; j < r.k; j++) {
                    float p = r.e[r.eo + j];
                    // Where the clip holds, c does not depend on p.
                    float pull = p == c[j] ? lambda / left * table[m + j] * p : 0;
                    v[j] = -r.t[r.to + j] - pull;
                }
                r.fromLogGradient(v);
            }
            return loss;
        });
    }
}
