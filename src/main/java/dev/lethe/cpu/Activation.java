package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/activation.cu}: functions of one element, and their derivatives. */
public final class Activation {
    private Activation() {}

    private interface Unary {
        void apply(float[] x, int xo, float[] y, int yo, int n);
    }

    private interface Slope {
        void apply(float[] x, int xo, float[] dy, int dyo, float beta, float[] dx, int dxo, int n);
    }

    /** (c x, p y, i n). */
    private static void forward(Args a, Unary f) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        int xo = a.at(0);
        int yo = a.at(1);
        a.workers().range(a.i32(2), Elementwise.GRAIN, (from, to) -> f.apply(x, xo + from, y, yo + from, to - from));
    }

    /** (c x, c dy, p dx, f beta, i n); x is the input or the output of the function, as its slope wants it. */
    private static void backward(Args a, Slope f) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        float[] dx = a.floats(2);
        float beta = a.f32(3);
        int xo = a.at(0);
        int dyo = a.at(1);
        int dxo = a.at(2);
        a.workers()
                .range(
                        a.i32(4),
                        Elementwise.GRAIN,
                        (from, to) -> f.apply(x, xo + from, dy, dyo + from, beta, dx, dxo + from, to - from));
    }

    public static void geluForward(Args a) {
        forward(a, Lanes.get()::gelu);
    }

    public static void geluBackward(Args a) {
        backward(a, Lanes.get()::geluGrad);
    }

    public static void reluForward(Args a) {
        forward(a, Lanes.get()::relu);
    }

    public static void reluBackward(Args a) {
        backward(a, Lanes.get()::reluGrad);
    }
}
