package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/gradient_norm.cu}: the norm of a long vector, in blocks of fixed size. */
public final class GradientNorm {
    /** Elements of a block. */
    public static final int BLOCK = 4096;

    private GradientNorm() {}

    /** s[b] = sum of the squares of the b-th {@link #BLOCK} elements of g; (c g, p s, i n). */
    public static void blocks(Args a) {
        float[] g = a.floats(0);
        float[] s = a.floats(1);
        int go = a.at(0);
        int so = a.at(1);
        int n = a.i32(2);
        Lanes lanes = Lanes.get();
        a.workers().range((n + BLOCK - 1) / BLOCK, 4, (from, to) -> {
            for (int b = from; b < to; b++) {
                int at = go + b * BLOCK;
                s[so + b] = lanes.dot(g, at, g, at, Math.min(BLOCK, n - b * BLOCK));
            }
        });
    }

    /**
     * norm = root of the sum of s, added in order in double; factor = norm > limit ? limit / norm : 1; (c s, f limit,
     * p norm, p factor, i blocks).
     */
    public static void factor(Args a) {
        float[] s = a.floats(0);
        double sum = 0;
        for (int b = 0; b < a.i32(4); b++) {
            sum += s[a.at(0) + b];
        }
        float limit = a.f32(1);
        float norm = (float) Math.sqrt(sum);
        a.floats(2)[a.at(2)] = norm;
        a.floats(3)[a.at(3)] = norm > limit ? limit / norm : 1;
    }
}
