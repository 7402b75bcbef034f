package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/elementwise.cu}: fills, linear combinations, products. */
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

    /** z = x + y; (c x, c y, p z, i n). */
    public static void add(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        float[] z = a.floats(2);
        int xo = a.at(0);
        int yo = a.at(1);
        int zo = a.at(2);
        a.workers()
                .range(
                        a.i32(3),
                        GRAIN,
                        (from, to) -> Lanes.get().add(x, xo + from, y, yo + from, z, zo + from, to - from));
    }

    /** z = x y + beta z; (c x, c y, p z, f beta, i n). */
    public static void multiply(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        float[] z = a.floats(2);
        float beta = a.f32(3);
        int xo = a.at(0);
        int yo = a.at(1);
        int zo = a.at(2);
        a.workers()
                .range(
                        a.i32(4),
                        GRAIN,
                        (from, to) -> Lanes.get().multiply(x, xo + from, y, yo + from, beta, z, zo + from, to - from));
    }

    /** y = alpha s x + beta y, s one number on the device or null for 1; (c x, c s, f alpha, p y, f beta, i n). */
    public static void scaled(Args a) {
        float[] x = a.floats(0);
        float factor = a.absent(1) ? a.f32(2) : a.f32(2) * a.floats(1)[a.at(1)];
        float[] y = a.floats(3);
        float beta = a.f32(4);
        int xo = a.at(0);
        int yo = a.at(3);
        a.workers()
                .range(
                        a.i32(5),
                        GRAIN,
                        (from, to) -> Lanes.get().axpby(factor, x, xo + from, beta, y, yo + from, to - from));
    }

    /** g + beta old, without reading old where beta is 0. */
    static float put(float g, float beta, float[] old, int at) {
        return beta == 0 ? g : Math.fma(beta, old[at], g);
    }
}
