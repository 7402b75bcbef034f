package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/activation.cu}: functions of one element, and their derivatives. */
public final class Activation {
    /** Elements of a temporary that stays in the first-level cache. */
    private static final int TILE = 1024;

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

    public static void expForward(Args a) {
        forward(a, Lanes.get()::exp);
    }

    public static void logForward(Args a) {
        forward(a, Lanes.get()::log);
    }

    /** From the input. */
    public static void logBackward(Args a) {
        backward(a, (x, xo, dy, dyo, beta, dx, dxo, n) -> {
            for (int i = 0; i < n; i++) {
                dx[dxo + i] = Elementwise.put(dy[dyo + i] / x[xo + i], beta, dx, dxo + i);
            }
        });
    }

    public static void tanhForward(Args a) {
        forward(a, Lanes.get()::tanh);
    }

    /** From the output: dx = dy (1 - y^2). */
    public static void tanhBackward(Args a) {
        backward(a, (y, yo, dy, dyo, beta, dx, dxo, n) -> {
            Lanes lanes = Lanes.get();
            float[] t = new float[Math.min(n, TILE)];
            for (int i = 0; i < n; i += TILE) {
                int m = Math.min(TILE, n - i);
                lanes.multiply(y, yo + i, y, yo + i, 0, t, 0, m);
                lanes.scaleShift(t, 0, -1, 1, t, 0, m);
                lanes.multiply(t, 0, dy, dyo + i, beta, dx, dxo + i, m);
            }
        });
    }

    public static void sigmoidForward(Args a) {
        forward(a, Lanes.get()::sigmoid);
    }

    /** From the output: dx = dy y (1 - y). */
    public static void sigmoidBackward(Args a) {
        backward(a, (y, yo, dy, dyo, beta, dx, dxo, n) -> {
            Lanes lanes = Lanes.get();
            float[] t = new float[Math.min(n, TILE)];
            for (int i = 0; i < n; i += TILE) {
                int m = Math.min(TILE, n - i);
                lanes.scaleShift(y, yo + i, -1, 1, t, 0, m);
                lanes.multiply(t, 0, y, yo + i, 0, t, 0, m);
                lanes.multiply(t, 0, dy, dyo + i, beta, dx, dxo + i, m);
            }
        });
    }

    /** y = x > 0 ? x : slope x; (c x, p y, i n, f slope). */
    public static void leakyReluForward(Args a) {
        float slope = a.f32(3);
        forward(a, (x, xo, y, yo, n) -> {
            for (int i = 0; i < n; i++) {
                float v = x[xo + i];
                y[yo + i] = v > 0 ? v : slope * v;
            }
        });
    }

    /** From the input; (c x, c dy, p dx, f beta, i n, f slope). */
    public static void leakyReluBackward(Args a) {
        float slope = a.f32(5);
        backward(a, (x, xo, dy, dyo, beta, dx, dxo, n) -> {
            for (int i = 0; i < n; i++) {
                float g = x[xo + i] > 0 ? dy[dyo + i] : slope * dy[dyo + i];
                dx[dxo + i] = Elementwise.put(g, beta, dx, dxo + i);
            }
        });
    }
}
