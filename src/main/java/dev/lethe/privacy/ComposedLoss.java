package dev.lethe.privacy;

import java.util.Arrays;
import java.util.List;

/**
 * The privacy loss of many steps on a grid of width h: the distribution of a sum, by the Fourier transform (Koskela,
 * Jalko and Honkela, 2020, arXiv 1906.03049). What lies outside of the window comes in again at its other end.
 */
final class ComposedLoss {
    private final double h;
    private final int first;
    private final double[] mass;
    private final double beyond;

    /**
     * The sum of all steps' losses.
     *
     * @param losses of one step of each part
     * @param times how many steps each part has
     * @param first the window's smallest loss, in units of h
     * @param size of the window in units of h, a power of two
     * @param missed bound of the probability that the sum is above the window
     */
    ComposedLoss(List<StepLoss> losses, long[] times, double h, int first, int size, double missed) {
        this.h = h;
        this.first = first;
        Fourier fourier = new Fourier(size);
        double[] re = new double[size];
        double[] im = new double[size];
        Arrays.fill(re, 1);
        double infinite = 0;
        for (int part = 0; part < times.length; part++) {
            StepLoss loss = losses.get(part);
            double[] partRe = new double[size];
            double[] partIm = new double[size];
            for (int i = 0; i < loss.mass().length; i++) {
                partRe[Math.floorMod(loss.first() + i, size)] += loss.mass()[i];
            }
            fourier.forward(partRe, partIm);
            multiplyPower(re, im, partRe, partIm, times[part]);
            infinite += times[part] * loss.infinite();
        }
        fourier.inverse(re, im);
        this.mass = re;
        this.beyond = infinite + missed;
    }

    /** Delta at this epsilon. */
    double delta(double epsilon) {
        double sum = 0;
        for (int i = mass.length - 1; i >= 0; i--) {
            double loss = (first + i) * h;
            if (loss <= epsilon) {
                break;
            }
            sum += at(i) * -StrictMath.expm1(epsilon - loss);
        }
        return Math.min(1, sum + beyond);
    }

    /** The smallest epsilon, 0 or more, with this delta; infinite if there is none. */
    double epsilon(double delta) {
        double left = delta - beyond;
        if (left <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0; // of the masses from i on
        double weighted = 0; // of the same, each times exp(the loss at i less its own)
        for (int i = mass.length - 1; i >= 0; i--) {
            double loss = (first + i) * h;
            if (loss < 0) {
                break;
            }
            weighted *= StrictMath.exp(-h);
            // From this loss to the next one, delta is sum - weighted * exp(epsilon - loss).
            if (sum - weighted > left) {
                return loss + Math.min(h, StrictMath.log((sum - left) / weighted));
            }
            weighted += at(i);
            sum += at(i);
        }
        return 0;
    }

    /** Rounding may leave a mass a little below 0. */
    private double at(int i) {
        return Math.max(0, mass[Math.floorMod(first + i, mass.length)]);
    }

    private static void multiplyPower(double[] re, double[] im, double[] baseRe, double[] baseIm, long power) {
        for (int i = 0; i < re.length; i++) {
            double r = re[i];
            double m = im[i];
            double br = baseRe[i];
            double bm = baseIm[i];
            for (long left = power; left > 0; left >>= 1) {
                if ((left & 1) == 1) {
                    double next = r * br - m * bm;
                    m = r * bm + m * br;
                    r = next;
                }
                double square = br * br - bm * bm;
                bm = 2 * br * bm;
                br = square;
            }
            re[i] = r;
            im[i] = m;
        }
    }
}
