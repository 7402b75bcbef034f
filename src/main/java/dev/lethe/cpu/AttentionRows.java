package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/attention.cu}: softmax of rows of scores, all of them or up to the own. */
public final class AttentionRows {
    private AttentionRows() {}

    /**
     * Scores become probabilities in place. Row r belongs to query r mod tq; if causal it sees keys up to its own
     * position and the rest becomes 0, whatever was there. (p s, i rows, i tq, i tk, i causal).
     */
    public static void softmax(Args a) {
        float[] s = a.floats(0);
        int so = a.at(0);
        int tq = a.i32(2);
        int tk = a.i32(3);
        boolean causal = a.i32(4) != 0;
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(1), Rows.grain(tk), (from, to) -> {
            for (int r = from; r < to; r++) {
                int at = so + r * tk;
                int seen = causal ? r % tq + 1 : tk;
                float sum = lanes.expSum(s, at, lanes.max(s, at, seen), s, at, seen);
                lanes.axpby(1 / sum, s, at, 0, s, at, seen);
                lanes.fill(0, s, at + seen, tk - seen);
            }
        });
    }

    /**
     * Gradients of probabilities become those of what the scores were scaled from, in place: g = scale p (g - sum of p
     * g), 0 where nothing is seen; (c p, p g, f scale, i rows, i tq, i tk, i causal).
     */
    public static void softmaxBackward(Args a) {
        float[] p = a.floats(0);
        float[] g = a.floats(1);
        int po = a.at(0);
        int go = a.at(1);
        float scale = a.f32(2);
        int tq = a.i32(4);
        int tk = a.i32(5);
        boolean causal = a.i32(6) != 0;
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(3), Rows.grain(tk), (from, to) -> {
            for (int r = from; r < to; r++) {
                int pAt = po + r * tk;
                int gAt = go + r * tk;
                int seen = causal ? r % tq + 1 : tk;
                float s = lanes.dot(p, pAt, g, gAt, seen);
                lanes.softmaxGrad(p, pAt, g, gAt, s, 0, g, gAt, seen);
                lanes.axpby(scale, g, gAt, 0, g, gAt, seen);
                lanes.fill(0, g, gAt + seen, tk - seen);
            }
        });
    }
}
