package dev.lethe.cpu;

import dev.lethe.Args;
import java.util.Arrays;

/** Bodies of the kernels in {@code kernels/layer_norm.cu}: rows brought to mean 0 and variance 1. */
public final class LayerNormalisation {
    private LayerNormalisation() {}

    /**
     * y = (x - mean) rstd w + b, rstd = 1 / sqrt(biased variance + eps); (c x, c w or null, c b or null, p y, p mean or
     * null, p rstd or null, f eps, i rows, i columns).
     */
    public static void forward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(3);
        float eps = a.f32(6);
        int columns = a.i32(8);
        float[] w = a.absent(1) ? repeated(1, columns) : a.floats(1);
        float[] b = a.absent(2) ? repeated(0, columns) : a.floats(2);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(7), Rows.grain(columns), (from, to) -> {
            for (int r = from; r < to; r++) {
                int xo = a.at(0) + r * columns;
                float m = lanes.sum(x, xo, columns) / columns;
                float v = lanes.squaredDeviations(x, xo, m, columns) / columns;
                float s = 1 / (float) Math.sqrt(v + eps);
                lanes.normalise(x, xo, m, s, w, a.at(1), b, a.at(2), y, a.at(3) + r * columns, columns);
                if (!a.absent(4)) {
                    a.floats(4)[a.at(4) + r] = m;
                    a.floats(5)[a.at(5) + r] = s;
                }
            }
        });
    }

    /**
     * dx = rstd (g - mean of g - xhat mean of g xhat), g = dy w; (c x, c dy, c mean, c rstd, c w or null, p dx, f beta,
     * i rows, i columns).
     */
    public static void backward(Args a) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        float[] dx = a.floats(5);
        float beta = a.f32(6);
        int columns = a.i32(8);
        float[] w = a.absent(4) ? repeated(1, columns) : a.floats(4);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(7), Rows.grain(columns), (from, to) -> {
            float[] g = new float[columns];
            float[] t = new float[columns];
            for (int r = from; r < to; r++) {
                int xo = a.at(0) + r * columns;
                float mean = a.floats(2)[a.at(2) + r];
                float rstd = a.floats(3)[a.at(3) + r];
                lanes.multiply(dy, a.at(1) + r * columns, w, a.at(4), 0, g, 0, columns);
                float sum = lanes.sum(g, 0, columns) / columns;
                float product = lanes.dotDeviations(x, xo, mean, g, 0, columns) * rstd / columns;
                float slope = -rstd * rstd * product;
                lanes.scaleShift(x, xo, slope, Math.fma(-mean, slope, -rstd * sum), t, 0, columns);
                lanes.axpby(rstd, g, 0, 1, t, 0, columns);
                lanes.axpby(1, t, 0, beta, dx, a.at(5) + r * columns, columns);
            }
        });
    }

    /**
     * Sums of dy xhat and of dy over blocks of rows, for the gradients of w and b; (c x, c dy, c mean, c rstd, p
     * partial_w, p partial_b, i rows, i columns, i block), partials of (rows / block rounded up, columns).
     */
    public static void partials(Args a) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        float[] pw = a.floats(4);
        float[] pb = a.floats(5);
        int rows = a.i32(6);
        int columns = a.i32(7);
        int block = a.i32(8);
        Lanes lanes = Lanes.get();
        a.workers().range((rows + block - 1) / block, Rows.grain(block * columns), (from, to) -> {
            float[] xhat = new float[columns];
            for (int i = from; i < to; i++) {
                int wAt = a.at(4) + i * columns;
                int bAt = a.at(5) + i * columns;
                lanes.fill(0, pw, wAt, columns);
                lanes.fill(0, pb, bAt, columns);
                for (int r = i * block; r < Math.min(rows, (i + 1) * block); r++) {
                    float rstd = a.floats(3)[a.at(3) + r];
                    float shift = -a.floats(2)[a.at(2) + r] * rstd;
                    int dyo = a.at(1) + r * columns;
                    lanes.scaleShift(x, a.at(0) + r * columns, rstd, shift, xhat, 0, columns);
                    lanes.multiply(xhat, 0, dy, dyo, 1, pw, wAt, columns);
                    lanes.add(dy, dyo, pb, bAt, pb, bAt, columns);
                }
            }
        });
    }

    private static float[] repeated(float value, int n) {
        float[] v = new float[n];
        Arrays.fill(v, value);
        return v;
    }
}
