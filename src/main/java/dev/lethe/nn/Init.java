package dev.lethe.nn;

import dev.lethe.RandomStream;
import dev.lethe.Shape;

/**
 * How the values of a parameter begin.
 *
 * <p>Fans are those of a weight of (out, in, ...): in times, or out times, the number of positions of a kernel.
 */
@FunctionalInterface
public interface Init {
    /** Sets all of {@code values}, of the given shape, drawing from {@code random}. */
    void fill(RandomStream random, Shape shape, float[] values);

    /** Which number of connections the spread of a weight is matched to. */
    enum Fan {
        IN,
        OUT;

        /** The fan of a weight of shape (out, in, ...). */
        public long of(Shape shape) {
            if (shape.rank() < 2 || shape.size() == 0) {
                throw new IllegalArgumentException("a fan needs a weight of (out, in, ...), not " + shape);
            }
            return shape.size() / shape.dim(this == IN ? 0 : 1);
        }
    }

    static Init zeros() {
        return constant(0);
    }

    static Init ones() {
        return constant(1);
    }

    static Init constant(double value) {
        return (random, shape, values) -> java.util.Arrays.fill(values, (float) value);
    }

    /** Uniform in [low, high). */
    static Init uniform(double low, double high) {
        return (random, shape, values) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.uniform(low, high);
            }
        };
    }

    static Init normal(double mean, double std) {
        return (random, shape, values) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (mean + std * random.normal());
            }
        };
    }

    /** Normal, drawn again while outside [low, high], which must hold a fair part of the distribution. */
    static Init truncatedNormal(double mean, double std, double low, double high) {
        if (!(std > 0) || !(low < mean + 3 * std) || !(high > mean - 3 * std) || !(high - low > 0.01 * std)) {
            throw new IllegalArgumentException("truncated normal of mean " + mean + ", std " + std + " in [" + low
                    + ", " + high + "]: the interval must be over 0.01 std wide and within 3 std of the mean");
        }
        return (random, shape, values) -> {
            for (int i = 0; i < values.length; i++) {
                double v = mean + std * random.normal();
                while (v < low || v > high) {
                    v = mean + std * random.normal();
                }
                values[i] = (float) v;
            }
        };
    }

    /**
     * Uniform within sqrt(6 / ((1 + a^2) fan)) of 0 (He et al., 2015, arXiv 1502.01852).
     *
     * @param a slope of the leaky ReLU that follows, 0 for ReLU
     */
    static Init kaimingUniform(Fan fan, double a) {
        return (random, shape, values) -> {
            double bound = Math.sqrt(6 / ((1 + a * a) * fan.of(shape)));
            uniform(-bound, bound).fill(random, shape, values);
        };
    }

    /**
     * Normal with standard deviation gain / sqrt(fan) (He et al., 2015).
     *
     * @param gain sqrt(2) where ReLU follows
     */
    static Init kaimingNormal(Fan fan, double gain) {
        return (random, shape, values) ->
                normal(0, gain / Math.sqrt(fan.of(shape))).fill(random, shape, values);
    }

    /** Uniform within gain sqrt(6 / (in + out)) of 0 (Glorot and Bengio, 2010). */
    static Init xavierUniform(double gain) {
        return (random, shape, values) -> {
            double bound = gain * Math.sqrt(6.0 / (Fan.IN.of(shape) + Fan.OUT.of(shape)));
            uniform(-bound, bound).fill(random, shape, values);
        };
    }

    /** Normal with standard deviation gain sqrt(2 / (in + out)) (Glorot and Bengio, 2010). */
    static Init xavierNormal(double gain) {
        return (random, shape, values) -> normal(0, gain * Math.sqrt(2.0 / (Fan.IN.of(shape) + Fan.OUT.of(shape))))
                .fill(random, shape, values);
    }

    /** The default of linear and convolutional weights, as in PyTorch: uniform within 1 / sqrt(fan in) of 0. */
    static Init standard() {
        return kaimingUniform(Fan.IN, Math.sqrt(5));
    }

    /** The default of their biases: uniform within 1 / sqrt(fanIn) of 0, where {@code fanIn} is that of the weight. */
    static Init standardBias(long fanIn) {
        double bound = 1 / Math.sqrt(fanIn);
        return uniform(-bound, bound);
    }

    /** A convolution that hands its first channels through: 1 at the centre of kernel (i, i), else 0. */
    static Init dirac() {
        return (random, shape, values) -> {
            if (shape.rank() != 4) {
                throw new IllegalArgumentException("dirac needs a weight of (out, in, height, width), not " + shape);
            }
            java.util.Arrays.fill(values, 0);
            int kernel = shape.dim(2) * shape.dim(3);
            int centre = shape.dim(2) / 2 * shape.dim(3) + shape.dim(3) / 2;
            for (int i = 0; i < Math.min(shape.dim(0), shape.dim(1)); i++) {
                values[(i * shape.dim(1) + i) * kernel + centre] = 1;
            }
        };
    }
}
