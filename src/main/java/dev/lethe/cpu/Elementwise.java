package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/elementwise.cu}: fills and linear combinations. */
public final class Elementwise {
    /** Elements that are worth a thread of their own. */
    static final int GRAIN = 1 << 14;

    private Elementwise() {}

    /** y = value; (p y, f value, i n). */
    public static void fill(Args a) {
        float[] y = a.floats(0);
        float value = a.f32(1);
        int yo = a.at(0);
        a.workers().range(a.i32(2), GRAIN, (from, to) -> Lanes.get().fill(value, y, yo + from, to - from));
    }

    /** y = alpha x + beta y; (c x, f alpha, p y, f beta, i n). */
    public static void axpby(Args a) {
        float[] x = a.floats(0);
        float alpha = a.f32(1);
        float[] y = a.floats(2);
        float beta = a.f32(3);
        int xo = a.at(0);
        int yo = a.at(2);
        a.workers()
                .range(
                        a.i32(4),
                        GRAIN,
                        (from, to) -> Lanes.get().axpby(alpha, x, xo + from, beta, y, yo + from, to - from));
    }

    /** y = x; (c x, p y, i n). */
    public static void copy(Args a) {
        System.arraycopy(a.floats(0), a.at(0), a.floats(1), a.at(1), a.i32(2));
    }
}
