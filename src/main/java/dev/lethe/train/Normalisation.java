package dev.lethe.train;

import dev.lethe.data.Dataset;
import java.util.Arrays;

/**
 * The affine map that brings inputs to mean 0 and standard deviation 1, per channel of images or per feature of a
 * table: {@code scale * value + shift}. Images are bytes 0..255 before it.
 */
public record Normalisation(float[] scale, float[] shift) {

    /** What does not look at the values: bytes of images become -1..1, and features stay as they are. */
    static Normalisation fixed(Dataset data) {
        int groups = data.exampleShape().dim(0);
        float[] scale = new float[groups];
        float[] shift = new float[groups];
        Arrays.fill(scale, data.isImages() ? 2f / 255 : 1);
        Arrays.fill(shift, data.isImages() ? -1 : 0);
        return new Normalisation(scale, shift);
    }

    /** Measured on the examples of {@code data}; a constant channel or feature is only centred. */
    public static Normalisation of(Dataset data) {
        int groups = data.exampleShape().dim(0);
        int plane = Math.toIntExact(data.exampleShape().size() / groups);
        double[] sum = new double[groups];
        double[] square = new double[groups];
        long count = (long) data.size() * plane;
        for (int i = 0; i < data.size(); i++) {
            for (int g = 0; g < groups; g++) {
                int at = (i * groups + g) * plane;
                for (int j = at; j < at + plane; j++) {
                    double v = data.isImages() ? data.pixels()[j] & 255 : data.features()[j];
                    sum[g] += v;
                    square[g] += v * v;
                }
            }
        }
        float[] scale = new float[groups];
        float[] shift = new float[groups];
        for (int g = 0; g < groups; g++) {
            double mean = sum[g] / count;
            double deviation = Math.sqrt(Math.max(0, square[g] / count - mean * mean));
            scale[g] = (float) (deviation > 1e-6 * Math.max(1, Math.abs(mean)) ? 1 / deviation : 1);
            shift[g] = (float) (-mean * scale[g]);
        }
        return new Normalisation(scale, shift);
    }
}
