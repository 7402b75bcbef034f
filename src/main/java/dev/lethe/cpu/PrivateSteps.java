package dev.lethe.cpu;

import dev.lethe.Args;
import dev.lethe.ClockState;
import dev.lethe.Philox;

/** Bodies of the kernels in {@code kernels/private_steps.cu}: factors that clip gradients of examples, and noise. */
public final class PrivateSteps {
    private PrivateSteps() {}

    /**
     * factors[i] of the gradient of an example from its norm; (c norms, p factors, f bound, f stability, i rule, i n).
     *
     * <p>Rule 0: min(1, bound / norm), 1 where the norm is 0 (Abadi et al., 2016, arXiv 1607.00133, algorithm 1). Rule 1:
     * bound / (norm + stability), automatic clipping (Bu et al., 2022, arXiv 2206.07136). NaN where the norm is NaN or
     * infinite: no factor makes such a gradient finite.
     *
     * @throws IllegalArgumentException if there is no such rule
     */
    public static void clipFactors(Args a) {
        float[] norms = a.floats(0);
        float[] factors = a.floats(1);
        float bound = a.f32(2);
        float stability = a.f32(3);
        int rule = a.i32(4);
        if (rule != 0 && rule != 1) {
            throw new IllegalArgumentException("there is no clipping rule " + rule
                    + ": 0 is min(1, bound / norm), 1 is bound / (norm + stability)");
        }
        for (int i = 0; i < a.i32(5); i++) {
            float norm = norms[a.at(0) + i];
            float factor = rule == 1 ? bound / (norm + stability) : norm > bound ? bound / norm : 1;
            factors[a.at(1) + i] = norm < Float.POSITIVE_INFINITY ? factor : Float.NaN;
        }
    }

    /**
     * y = y + deviation z, z of the standard normal distribution by Box and Muller (1958); the same numbers at each call
     * with one clock and site; (c clock, p y, f deviation, i site, i n).
     *
     * <p>Elements 4 b to 4 b + 3 take the words of block b of {@link Philox}: two pairs of radius and angle. The radius
     * has all 32 bits of its word, so that |z| reaches 6.7.
     */
    public static void gaussianNoise(Args a) {
        int[] clock = a.ints(0);
        int co = a.at(0);
        int step = clock[co + ClockState.STEP];
        int k0 = clock[co + ClockState.SEED_LOW];
        int k1 = clock[co + ClockState.SEED_HIGH];
        float[] y = a.floats(1);
        float deviation = a.f32(2);
        int site = a.i32(3);
        int n = a.i32(4);
        int yo = a.at(1);
        int blocks = n / 4 + (n % 4 == 0 ? 0 : 1);
        // A block of four elements costs about as much as 64 additions.
        a.workers().range(blocks, Elementwise.GRAIN / 64, (from, to) -> {
            int[] words = new int[4];
            float[] z = new float[4];
            for (int b = from; b < to; b++) {
                Philox.block(b, 0, site, step, k0, k1, words, 0);
                for (int pair = 0; pair < 4; pair += 2) {
                    float radius = radius(words[pair]);
                    float angle = Philox.uniform(words[pair + 1]);
                    z[pair] = radius * Scalar.cosOfTurns(angle);
                    z[pair + 1] = radius * Scalar.sinOfTurns(angle);
                }
                int at = yo + 4 * b;
                for (int i = 0; i < Math.min(4, n - 4 * b); i++) {
                    y[at + i] = Math.fma(deviation, z[i], y[at + i]);
                }
            }
        });
    }

    /** Root of -2 ln u, u the middle of one of 2^32 parts of (0, 1). */
    private static float radius(int word) {
        float u = Math.fma((float) Integer.toUnsignedLong(word), 0x1p-32f, 0x1p-33f);
        return (float) Math.sqrt(-2 * Scalar.log(u));
    }
}
