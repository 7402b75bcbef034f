package dev.lethe.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lethe.RandomStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolution and its gradients against loops over every index, and over threads and kinds of loops. */
class ConvolutionTest {
    static Stream<ConvolutionShape> shapes() {
        return Stream.of(
                new ConvolutionShape(1, 1, 1, 1, 1, 1, 1, 1, 0),
                new ConvolutionShape(2, 3, 7, 9, 4, 3, 3, 1, 1),
                new ConvolutionShape(3, 2, 9, 7, 5, 5, 5, 1, 2),
                new ConvolutionShape(2, 2, 11, 12, 3, 5, 3, 2, 2),
                new ConvolutionShape(2, 2, 10, 11, 9, 2, 2, 3, 0),
                new ConvolutionShape(1, 2, 5, 6, 2, 1, 1, 2, 3),
                new ConvolutionShape(1, 3, 40, 37, 2, 3, 3, 4, 1),
                new ConvolutionShape(9, 31, 6, 5, 40, 3, 3, 1, 1),
                new ConvolutionShape(17, 4, 18, 17, 33, 5, 5, 1, 2));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void asTheSumsSay(ConvolutionShape s) throws Exception {
        float[] x = values(s.n() * s.c() * s.h() * s.w(), "x");
        float[] w = values(s.out() * s.terms(), "w");
        float[] b = values(s.out(), "b");
        float[] dy = values(s.n() * s.out() * s.pixels(), "dy");
        double[] y = new double[dy.length];
        double[] dx = new double[x.length];
        double[] dw = new double[w.length];
        define(s, x, w, b, dy, y, dx, dw);
        float[][] first = null;
        for (Lanes lanes : MatrixProductTest.lanes()) {
            for (int threads = 1; threads <= 3; threads++) {
                try (Pool pool = new Pool(threads)) {
                    float[][] have = run(pool, lanes, s, x, w, b, dy);
                    near(y, have[0]);
                    near(dx, have[1]);
                    near(dw, have[2]);
                    first = first == null ? have : first;
                    for (int i = 0; i < have.length; i++) {
                        assertArrayEquals(first[i], have[i], lanes.description() + ", " + threads + " threads");
                    }
                }
            }
        }
    }

    private static float[][] run(
            Pool pool, Lanes lanes, ConvolutionShape s, float[] x, float[] w, float[] b, float[] dy) {
        float[] y = nan(dy.length);
        float[] dx = nan(x.length);
        float[] dw = nan(w.length);
        Convolution.forward(pool, lanes, s, x, 0, w, 0, b, 0, y, 0);
        Convolution.inputGradient(pool, lanes, s, dy, 0, w, 0, dx, 0, 0);
        ConvolutionWeights.run(pool, lanes, s, x, 0, dy, 0, dw, 0, 0);
        return new float[][] {y, dx, dw};
    }

    private static void define(
            ConvolutionShape s, float[] x, float[] w, float[] b, float[] dy, double[] y, double[] dx, double[] dw) {
        int out = 0;
        for (int n = 0; n < s.n(); n++) {
            for (int o = 0; o < s.out(); o++) {
                for (int i = 0; i < s.oh(); i++) {
                    for (int j = 0; j < s.ow(); j++, out++) {
                        y[out] = b[o];
                        for (int q = 0; q < s.terms(); q++) {
                            int c = q / (s.kh() * s.kw());
                            int row = i * s.stride() + q / s.kw() % s.kh() - s.padding();
                            int column = j * s.stride() + q % s.kw() - s.padding();
                            if (row >= 0 && row < s.h() && column >= 0 && column < s.w()) {
                                int in = ((n * s.c() + c) * s.h() + row) * s.w() + column;
                                y[out] += (double) w[o * s.terms() + q] * x[in];
                                dx[in] += (double) w[o * s.terms() + q] * dy[out];
                                dw[o * s.terms() + q] += (double) x[in] * dy[out];
                            }
                        }
                    }
                }
            }
        }
    }

    private static void near(double[] want, float[] have) {
        double scale = Arrays.stream(want).map(Math::abs).max().orElse(0) + 1;
        for (int i = 0; i < want.length; i++) {
            int at = i;
            assertEquals(want[i], have[i], 2e-6 * scale, () -> "element " + at);
        }
    }

    private static float[] nan(int n) {
        float[] x = new float[n];
        Arrays.fill(x, Float.NaN);
        return x;
    }

    private static float[] values(int n, String name) {
        RandomStream random = new RandomStream(n, name);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.normal();
        }
        return x;
    }
}
