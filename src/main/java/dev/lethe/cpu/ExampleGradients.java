package dev.lethe.cpu;

import dev.lethe.Args;

/** Bodies of the kernels in {@code kernels/example_gradients.cu}: norms and sums of each example of a batch. */
public final class ExampleGradients {
    /** Columns that are summed as one, whatever the number of threads. */
    private static final int BLOCK = 4096;

    /** Columns whose sums stay in a first-level cache. */
    private static final int STRIP = 1024;

    private ExampleGradients() {}

    /**
     * into[i] = |dy_i|^2 (weight |x_i|^2 + bias) + beta into[i]: the squared norm of the gradient of an affine layer, an
     * outer product, for each example (Goodfellow, 2015, arXiv 1510.01799); (c x, c dy, p into, f beta, i n, i in,
     * i out, i weight, i bias).
     *
     * <p>Weight and bias are 1 for what counts and 0 for what does not; x may be null where weight is 0.
     */
    public static void outerNorms(Args a) {
        float[] x = a.floats(0);
        float[] dy = a.floats(1);
        float[] into = a.floats(2);
        float beta = a.f32(3);
        int in = a.i32(5);
        int out = a.i32(6);
        boolean weight = a.i32(7) != 0;
        float bias = a.i32(8);
        int xo = a.at(0);
        int dyo = a.at(1);
        int to = a.at(2);
        Lanes lanes = Lanes.get();
        a.workers().range(a.i32(4), Rows.grain((weight ? in : 0) + out), (from, until) -> {
            for (int i = from; i < until; i++) {
                int at = xo + i * in;
                float factor = (weight ? lanes.dot(x, at, x, at, in) : 0) + bias;
                int d = dyo + i * out;
                into[to + i] = Elementwise.put(lanes.dot(dy, d, dy, d, out) * factor, beta, into, to + i);
            }
        });
    }

    /**
     * into[r] = inner product of the rows r of a and b + beta into[r]; a and b may be one; (c a, c b, p into, f beta,
     * i rows, i columns).
     */
    public static void rowDots(Args a) {
        float[] u = a.floats(0);
        float[] v = a.floats(1);
        float[] into = a.floats(2);
        float beta = a.f32(3);
        int rows = a.i32(4);
        int columns = a.i32(5);
        int uo = a.at(0);
        int vo = a.at(1);
        int to = a.at(2);
        Lanes lanes = Lanes.get();
        if (columns <= BLOCK) {
            a.workers().range(rows, Rows.grain(columns), (from, until) -> {
                for (int r = from; r < until; r++) {
                    float dot = lanes.dot(u, uo + r * columns, v, vo + r * columns, columns);
                    into[to + r] = Elementwise.put(dot, beta, into, to + r);
                }
            });
            return;
        }
        int blocks = Product.ceil(columns, BLOCK);
        int units = Math.multiplyExact(rows, blocks);
        float[] parts = a.workers().borrow(units);
        a.workers().range(units, Elementwise.GRAIN / BLOCK, (from, until) -> {
            for (int unit = from; unit < until; unit++) {
                int first = unit % blocks * BLOCK;
                int at = unit / blocks * columns + first;
                parts[unit] = lanes.dot(u, uo + at, v, vo + at, Math.min(BLOCK, columns - first));
            }
        });
        for (int r = 0; r < rows; r++) {
            into[to + r] = Elementwise.put(lanes.sum(parts, r * blocks, blocks), beta, into, to + r);
        }
        a.workers().giveBack(parts);
    }

    /** y[i][c] = sum of x[i][s][c] over s below t, in order, + beta y[i][c]; (c x, p y, f beta, i n, i t, i columns). */
    public static void exampleColumns(Args a) {
        float[] x = a.floats(0);
        float[] y = a.floats(1);
        float beta = a.f32(2);
        int t = a.i32(4);
        int columns = a.i32(5);
        int xo = a.at(0);
        int yo = a.at(1);
        int strips = Product.ceil(columns, STRIP);
        int grain = Rows.grain((int) Math.min(Integer.MAX_VALUE, (long) t * Math.min(columns, STRIP)));
        Lanes lanes = Lanes.get();
        a.workers().range(Math.multiplyExact(a.i32(3), strips), grain, (from, until) -> {
            float[] total = new float[Math.min(columns, STRIP)];
            for (int unit = from; unit < until; unit++) {
                int i = unit / strips;
                int first = unit % strips * STRIP;
                int width = Math.min(STRIP, columns - first);
                lanes.fill(0, total, 0, width);
                for (int s = 0; s < t; s++) {
                    lanes.add(total, 0, x, xo + (i * t + s) * columns + first, total, 0, width);
                }
                lanes.axpby(1, total, 0, beta, y, yo + i * columns + first, width);
            }
        });
    }

    /** y[i] = s[i] y[i] for each row of {@code size} elements; (c s, p y, i n, i size). */
    public static void scaleRows(Args a) {
        float[] s = a.floats(0);
        float[] y = a.floats(1);
        int size = a.i32(3);
        int so = a.at(0);
        int yo = a.at(1);
        Lanes lanes = Lanes.get();
        // Shared by elements, not by rows: these may be few and long.
        a.workers().range(Math.multiplyExact(a.i32(2), size), Elementwise.GRAIN, (from, to) -> {
            int at = from;
            while (at < to) {
                int i = at / size;
                int n = Math.min(to, (i + 1) * size) - at;
                lanes.axpby(s[so + i], y, yo + at, 0, y, yo + at, n);
                at += n;
            }
        });
    }

    /** norms[i] = factor root of max(0, squared[i]); NaN stays; (c squared, p norms, f factor, i n). */
    public static void exampleNorms(Args a) {
        float[] squared = a.floats(0);
        float[] norms = a.floats(1);
        float factor = a.f32(2);
        int so = a.at(0);
        int no = a.at(1);
        for (int i = 0; i < a.i32(3); i++) {
            norms[no + i] = factor * (float) Math.sqrt(Math.max(0, squared[so + i]));
        }
    }

    /**
     * y[i] = dots[i] / (factors[i] norms[i] sqrt(squared)), and 0 where one of the lengths is 0; (c dots, c norms, c factors
     * or null for 1, c squared, p y, i n).
     */
    public static void exampleCosines(Args a) {
        float[] dots = a.floats(0);
        float[] norms = a.floats(1);
        float[] factors = a.floats(2);
        float[] y = a.floats(4);
        float length = (float) Math.sqrt(a.floats(3)[a.at(3)]);
        int n = a.i32(5);
        for (int i = 0; i < n; i++) {
            float own = norms[a.at(1) + i] * (factors == null ? 1 : factors[a.at(2) + i]);
            y[a.at(4) + i] = own == 0 || length == 0 ? 0 : dots[a.at(0) + i] / own / length;
        }
    }
}
