package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/softmax.cu}: normalised exponentials of matrix rows. */
public final class Softmax {
    private Softmax() {}

    /** y = exp(x - max) / sum exp(x - max) per row; (c x, p y, i rows, i columns). */
    public static void softmaxForward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        int xo = a.at(0);
        int yo = a.at(1);
        int columns = a.i32(3);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(2), Rows.grain(columns), (from, to) -> {
            for (int r = from; r < to; r++) {
                int in = xo + r * columns;
                int out = yo + r * columns;
                float sum = lanes.expSum(x, in, lanes.max(x, in, columns), y, out, columns);
                lanes.axpby(1 / sum, y, out, 0, y, out, columns);
            }
        });
    }

    /** dx = y (dy - y . dy) per row; (c y, c dy, p dx, f beta, i rows, i columns). */
    public static void softmaxBackward(Args a) {
        float[] y = a.floats(0);
        float[] dy = a.floats(1);
        float[] dx = a.floats(2);
        int yo = a.at(0);
        int dyo = a.at(1);
        int dxo = a.at(2);
        float beta = a.f32(3);
        int columns = a.i32(5);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(4), Rows.grain(columns), (from, to) -> {
            for (int r = from; r < to; r++) {
                int at = r * columns;
                float s = lanes.dot(y, yo + at, dy, dyo + at, columns);
                lanes.softmaxGrad(y, yo + at, dy, dyo + at, s, beta, dx, dxo + at, columns);
            }
        });
    }

    /** y = (x - max) - ln sum exp(x - max) per row; (c x, p y, i rows, i columns). */
    public static void logSoftmaxForward(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        int xo = a.at(0);
        int yo = a.at(1);
        int columns = a.i32(3);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(2), Rows.grain(columns), (from, to) -> {
            for (int r = from; r < to; r++) {
                int in = xo + r * columns;
                int out = yo + r * columns;
                float max = lanes.max(x, in, columns);
                float sum = lanes.expSum(x, in, max, y, out, columns);
                // In two steps: x - (max + ln sum) would lose the low bits of ln sum where max is large.
                lanes.scaleShift(x, in, 1, -max, y, out, columns);
                lanes.scaleShift(y, out, 1, -Scalar.log(sum), y, out, columns);
            }
        });
    }

    /** dx = dy - exp(y) sum dy per row; (c y, c dy, p dx, f beta, i rows, i columns). */
    public static void logSoftmaxBackward(Args a) {
        float[] y = a.floats(0);
        float[] dy = a.floats(1);
        float[] dx = a.floats(2);
        int yo = a.at(0);
        int dyo = a.at(1);
        int dxo = a.at(2);
        float beta = a.f32(3);
        int columns = a.i32(5);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(4), Rows.grain(columns), (from, to) -> {
            float[] t = new float[columns];
            for (int r = from; r < to; r++) {
                int at = r * columns;
                float sum = lanes.sum(dy, dyo + at, columns);
                lanes.exp(y, yo + at, t, 0, columns);
                lanes.axpby(1, dy, dyo + at, -sum, t, 0, columns);
                lanes.axpby(1, t, 0, beta, dx, dxo + at, columns);
            }
        });
    }
}
