package dev.lethe;

import dev.lethe.cpu.ConvolutionExamples;
import dev.lethe.testing.RunComparison;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the weights of a convolution owe to each image, against sums in double. */
@Tag("devices")
class ConvolutionExamplesTest {
    private static final Kernel ROWS = Kernel.of("conv2d_example_gradients", ConvolutionExamples::gradients);
    private static final Kernel NORMS = Kernel.of("conv2d_weight_gradient_norms", ConvolutionExamples::norms);

    private final KernelTrial trial = new KernelTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,5,5,1,3,1,1",
        "9,3,7,6,5,3,1,1",
        "5,2,9,8,33,3,2,1",
        "17,1,12,12,16,5,1,2",
        "3,4,6,6,7,1,1,0",
        "4,5,8,4,70,2,3,0"
    })
    void gradientsAndNormsOfEachImage(int n, int c, int h, int w, int out, int side, int stride, int padding) {
        int oh = (h + 2 * padding - side) / stride + 1;
        int ow = (w + 2 * padding - side) / stride + 1;
        int terms = c * side * side;
        float[] x = KernelTrial.values(n * c * h * w, 1);
        float[] dy = KernelTrial.values(n * out * oh * ow, 2);
        double[] exact = new double[n * out * terms];
        for (int i = 0; i < n; i++) {
            for (int o = 0; o < out; o++) {
                for (int q = 0; q < terms; q++) {
                    exact[(i * out + o) * terms + q] =
                            element(x, dy, i, o, q, c, h, w, out, side, stride, padding, oh, ow);
                }
            }
        }
        int first = n > 3 ? 2 : 0;
        for (float beta : new float[] {0, 1}) {
            int count = (n - first) * out * terms;
            float[] old = KernelTrial.old(count, beta);
            float[] rows = new float[count];
            for (int e = 0; e < count; e++) {
                rows[e] = (float) (exact[first * out * terms + e] + (beta == 0 ? 0 : old[e]));
            }
            RunComparison.check(
                    "gradients",
                    rows,
                    trial.of(ROWS)
                            .in(x)
                            .in(dy)
                            .into(count, beta)
                            .i32(n - first, c, h, w, out, side, side, stride, padding, first)
                            .each(count));
            float[] before = KernelTrial.old(n, beta);
            float[] norms = new float[n];
            for (int i = 0; i < n; i++) {
                double sum = beta == 0 ? 0 : before[i];
                for (int e = i * out * terms; e < (i + 1) * out * terms; e++) {
                    sum += exact[e] * exact[e];
                }
                norms[i] = (float) sum;
            }
            RunComparison.check(
                    "norms",
                    norms,
                    trial.of(NORMS)
                            .in(x)
                            .in(dy)
                            .noOutput()
                            .f32(0)
                            .into(n, beta)
                            .i32(n, c, h, w, out, side, side, stride, padding)
                            .each(dy.length));
        }
    }

    /** Element (o, q) of the gradient of image i. */
    private static double element(
            float[] x,
            float[] dy,
            int i,
            int o,
            int q,
            int c,
            int h,
            int w,
            int out,
            int side,
            int stride,
            int padding,
            int oh,
            int ow) {
        int channel = q / (side * side);
        double sum = 0;
        for (int y = 0; y < oh; y++) {
            for (int z = 0; z < ow; z++) {
                int at = stride * y - padding + q % (side * side) / side;
                int across = stride * z - padding + q % side;
                if (at >= 0 && at < h && across >= 0 && across < w) {
                    sum += (double) x[((i * c + channel) * h + at) * w + across]
                            * dy[((i * out + o) * oh + y) * ow + z];
                }
            }
        }
        return sum;
    }
}
