package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/optim.cu}: steps on flat vectors, their numbers read from the clock. */
public final class Optimisers {
    private Optimisers() {}

    /**
     * See {@link Lanes#sgd}; (c g, p m, p values, c rate, c scale, f momentum, i nesterov, f decay, i n). m is null
     * without momentum, scale null for 1.
     */
    public static void sgd(Args a) {
        float[] g = a.floats(0);
        float[] m = a.floats(1);
        float[] p = a.floats(2);
        int go = a.at(0);
        int mo = a.at(1);
        int po = a.at(2);
        float rate = a.floats(3)[a.at(3)];
        float scale = scale(a, 4);
        float momentum = a.f32(5);
        boolean nesterov = a.i32(6) != 0;
        float decay = a.f32(7);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(8), Elementwise.GRAIN, (from, to) -> {
            int n = to - from;
            lanes.sgd(rate, momentum, nesterov, decay, scale, g, go + from, m, mo + from, p, po + from, n);
        });
    }

    /**
     * See {@link Lanes#adam}; (c g, p m, p v, p values, c rate, c c1, c c2, c scale, f beta1, f beta2, f eps, f decay,
     * f decoupled, i n). scale is null for 1.
     */
    public static void adam(Args a) {
        float[] g = a.floats(0);
        float[] m = a.floats(1);
        float[] v = a.floats(2);
        float[] p = a.floats(3);
        int go = a.at(0);
        int mo = a.at(1);
        int vo = a.at(2);
        int po = a.at(3);
        Lanes.AdamStep step = new Lanes.AdamStep(
                a.floats(4)[a.at(4)],
                a.f32(8),
                a.f32(9),
                a.f32(10),
                a.floats(5)[a.at(5)],
                a.floats(6)[a.at(6)],
                a.f32(11),
                a.f32(12),
                scale(a, 7));
        Lanes lanes = Lanes.get();
        a.workers()
                .range(
                        a.i32(13),
                        Elementwise.GRAIN,
                        (from, to) ->
                                lanes.adam(step, g, go + from, m, mo + from, v, vo + from, p, po + from, to - from));
    }

    /** y = decay y + (1 - decay) x; (c x, c decay, p y, i n). */
    public static void average(Args a) {
        float[] x = a.floats(0);
        float decay = a.floats(1)[a.at(1)];
        float[] y = a.floats(2);
        int xo = a.at(0);
        int yo = a.at(2);
        Lanes lanes = Lanes.get();
        a.workers()
                .range(
                        a.i32(3),
                        Elementwise.GRAIN,
                        (from, to) -> lanes.axpby(1 - decay, x, xo + from, decay, y, yo + from, to - from));
    }

    /** Exchanges x and y; (p x, p y, i n). */
    public static void swap(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        int xo = a.at(0);
        int yo = a.at(1);
        a.workers().range(a.i32(2), Elementwise.GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                float v = x[xo + i];
                x[xo + i] = y[yo + i];
                y[yo + i] = v;
            }
        });
    }

    private static float scale(Args a, int i) {
        return a.absent(i) ? 1 : a.floats(i)[a.at(i)];
    }
}
