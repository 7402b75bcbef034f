package dev.lethe.privacy;

/** The discrete Fourier transform of n = 2^m complex numbers (Cooley and Tukey, 1965), in place. */
final class Fourier {
    private final int n;
    private final double[] cos;
    private final double[] sin;

    /** @param n a power of two, 2 or more */
    Fourier(int n) {
        this.n = n;
        cos = new double[n / 2];
        sin = new double[n / 2];
        for (int i = 0; i < n / 2; i++) {
            double angle = 2 * StrictMath.PI * i / n;
            cos[i] = StrictMath.cos(angle);
            sin[i] = StrictMath.sin(angle);
        }
    }

    /** X_k = sum over j of x_j exp(-2 pi i j k / n). */
    void forward(double[] re, double[] im) {
        reorder(re, im);
        for (int half = 1; half < n; half *= 2) {
            int stride = n / (2 * half);
            for (int start = 0; start < n; start += 2 * half) {
                for (int k = 0; k < half; k++) {
                    int a = start + k;
                    int b = a + half;
                    double c = cos[k * stride];
                    double s = sin[k * stride];
                    double r = re[b] * c + im[b] * s;
                    double i = im[b] * c - re[b] * s;
                    re[b] = re[a] - r;
                    im[b] = im[a] - i;
                    re[a] += r;
                    im[a] += i;
                }
            }
        }
    }

    /** What {@link #forward} is undone by. */
    void inverse(double[] re, double[] im) {
        forward(im, re);
        for (int i = 0; i < n; i++) {
            re[i] /= n;
            im[i] /= n;
        }
    }

    private void reorder(double[] re, double[] im) {
        int shift = 32 - Integer.numberOfTrailingZeros(n);
        for (int i = 0; i < n; i++) {
            int j = Integer.reverse(i) >>> shift;
            if (i < j) {
                double r = re[i];
                re[i] = re[j];
                re[j] = r;
                double m = im[i];
                im[i] = im[j];
                im[j] = m;
            }
        }
    }
}
