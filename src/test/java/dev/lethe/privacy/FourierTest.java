package dev.lethe.privacy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lethe.RandomStream;
import org.junit.jupiter.api.Test;

class FourierTest {
    @Test
    void isTheSumOfTheDefinitionAndIsUndone() {
        for (int n : new int[] {2, 4, 32, 256}) {
            RandomStream random = new RandomStream(n, "signal");
            double[] re = new double[n];
            double[] im = new double[n];
            for (int i = 0; i < n; i++) {
                re[i] = random.normal();
                im[i] = random.normal();
            }
            double[] a = re.clone();
            double[] b = im.clone();
            Fourier fourier = new Fourier(n);
            fourier.forward(a, b);
            for (int k = 0; k < n; k++) {
                double real = 0;
                double imaginary = 0;
                for (int j = 0; j < n; j++) {
                    double angle = -2 * Math.PI * ((long) j * k % n) / n;
                    real += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
                    imaginary += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
                }
                assertEquals(real, a[k], 1e-11);
                assertEquals(imaginary, b[k], 1e-11);
            }
            fourier.inverse(a, b);
            assertArrayEquals(re, a, 1e-13);
            assertArrayEquals(im, b, 1e-13);
        }
    }
}
