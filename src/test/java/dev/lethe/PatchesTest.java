package dev.lethe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lethe.cpu.Patches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every element of the patches is that of the image which the definition names. */
@Tag("devices")
class PatchesTest {
    private static final Kernel PATCHES = Kernel.of("conv2d_patches", Patches::conv2d);

    private final KernelTrial trial = new KernelTrial();

    @AfterEach
    void close() {
        trial.close();
    }

    private void check(int n, int c, int h, int w, int kh, int kw, int stride, int padding) {
        int oh = (h + 2 * padding - kh) / stride + 1;
        int ow = (w + 2 * padding - kw) / stride + 1;
        float[] x = KernelTrial.values(n * c * h * w, 1);
        float[] expected = new float[n * oh * ow * c * kh * kw];
        int at = 0;
        for (int pixel = 0; pixel < n * oh * ow; pixel++) {
            for (int term = 0; term < c * kh * kw; term++) {
                int iy = pixel / ow % oh * stride + term / kw % kh - padding;
                int ix = pixel % ow * stride + term % kw - padding;
                int plane = pixel / ow / oh * c + term / kw / kh;
                expected[at++] = iy >= 0 && iy < h && ix >= 0 && ix < w ? x[(plane * h + iy) * w + ix] : 0;
            }
        }
        float[] patches = trial.of(PATCHES)
                .shifted(c % 2)
                .in(x)
                .out(KernelTrial.old(expected.length, 0))
                .i32(n, c, h, w, kh, kw, stride, padding, oh, ow)
                .each(expected.length);
        assertArrayEquals(expected, patches, n + "x" + c + "x" + h + "x" + w + " by " + kh + "x" + kw);
    }

    @Test
    void windowsOfEveryWidth() {
        for (int kw = 1; kw <= 7; kw++) {
            for (int kh : new int[] {1, 3, 4}) {
                for (int stride = 1; stride <= 3; stride++) {
                    for (int padding = 0; padding <= 2; padding++) {
                        check(2, 3, 7, 9, kh, kw, stride, padding);
                    }
                }
            }
        }
    }

    @Test
    void extentsOfEverySize() {
        for (int size : new int[] {1, 31, 32, 33}) {
            check(size, 2, 5, 6, 3, 3, 1, 1);
            check(2, size, 5, 6, 3, 3, 2, 1);
            check(1, 2, size, 4, 1, 1, 1, 0);
            check(1, 2, 4, size, 3, 3, 1, 1);
        }
        check(1, 1, 2, 1000, 1, 5, 1, 2);
        check(1025, 1, 2, 2, 2, 2, 1, 0);
        check(0, 2, 5, 6, 3, 3, 1, 1);
        check(3, 1, 2, 2, 5, 5, 1, 2);
        check(40, 8, 14, 14, 3, 3, 1, 1);
    }
}
