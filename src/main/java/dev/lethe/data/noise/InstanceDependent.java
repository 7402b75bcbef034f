package dev.lethe.data.noise;

import dev.lethe.RandomStream;
import dev.lethe.data.Dataset;

/**
 * Labels that go wrong according to what the example looks like: Xia et al., "Part-dependent label noise: towards
 * instance-dependent label noise", NeurIPS 2020, algorithm 2.
 *
 * <p>Example i keeps its label y with probability 1 - q_i, with q_i from a normal distribution of mean {@code rate} and
 * deviation 0.1 truncated to [0, 1]. Otherwise its label is drawn from the softmax over the other classes of x_i W_y,
 * with one matrix W_y (features, K) of standard normal entries for each class. Features are standardised by the mean
 * and deviation of all values of the data set. About rate n labels are wrong: the count is random.
 *
 * @param rate mean flip rate, 0..1
 */
public record InstanceDependent(double rate) implements LabelNoise {
    private static final double DEVIATION = 0.1;
    private static final long MOST_WEIGHTS = 1L << 27; // of one class: a gigabyte

    public InstanceDependent {
        Rates.check(rate);
    }

    @Override
    public int[] apply(Dataset clean, long seed) {
        Rates.needTwoClasses(clean, this);
        int classes = clean.classes();
        int d = Math.toIntExact(clean.exampleShape().size());
        if ((long) d * classes > MOST_WEIGHTS) {
            throw new IllegalArgumentException(this + ": " + d + " features times " + classes
                    + " classes are too many; at most " + MOST_WEIGHTS + " are allowed");
        }
        int[] labels = clean.labels();
        int[] given = clean.labels();
        double[] rates = rates(labels.length, seed);
        double[] u = new double[labels.length];
        RandomStream choices = new RandomStream(seed, "noise/instance/choice");
        for (int i = 0; i < u.length; i++) {
            u[i] = choices.uniform();
        }
        double[] scale = meanAndDeviation(clean);
        RandomStream normals = new RandomStream(seed, "noise/instance/weights");
        double[] weights = new double[d * classes]; // (features, K)
        // One class after the other, so that only its own weights are in memory.
        for (int y = 0; y < classes; y++) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] = normals.normal();
            }
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] == y) {
                    double[] p = project(clean, i, d, weights, scale, classes);
                    given[i] = TransitionMatrix.draw(probabilities(p, y, rates[i]), u[i]);
                }
            }
        }
        return given;
    }

    @Override
    public boolean followsFeatures() {
        return true;
    }

    private double[] rates(int n, long seed) {
        RandomStream random = new RandomStream(seed, "noise/instance/rate");
        double[] rates = new double[n];
        for (int i = 0; i < n; i++) {
            do {
                rates[i] = rate + DEVIATION * random.normal();
            } while (rates[i] < 0 || rates[i] > 1);
        }
        return rates;
    }

    private static double[] project(Dataset data, int i, int d, double[] weights, double[] scale, int classes) {
        double[] p = new double[classes];
        for (int j = 0; j < d; j++) {
            double x = (value(data, i * d + j) - scale[0]) / scale[1];
            int row = j * classes;
            for (int k = 0; k < classes; k++) {
                p[k] += x * weights[row + k];
            }
        }
        return p;
    }

    /** In place: q times the softmax over the classes other than y, and 1 - q at y. */
    private static double[] probabilities(double[] p, int y, double q) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < p.length; k++) {
            largest = k == y ? largest : Math.max(largest, p[k]);
        }
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            p[k] = k == y ? 0 : StrictMath.exp(p[k] - largest);
            sum += p[k];
        }
        for (int k = 0; k < p.length; k++) {
            p[k] = k == y ? 1 - q : q * p[k] / sum;
        }
        return p;
    }

    private static double[] meanAndDeviation(Dataset data) {
        long n = data.isImages() ? data.pixels().length : data.features().length;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += value(data, i);
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double away = value(data, i) - mean;
            squares += away * away;
        }
        double deviation = Math.sqrt(squares / n);
        return new double[] {mean, deviation > 0 ? deviation : 1};
    }

    private static double value(Dataset data, int at) {
        return data.isImages() ? data.pixels()[at] & 0xFF : data.features()[at];
    }

    @Override
    public String toString() {
        return "instance:" + rate;
    }
}
