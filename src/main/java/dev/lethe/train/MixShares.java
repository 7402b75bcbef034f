package dev.lethe.train;

import dev.lethe.RandomStream;
import dev.lethe.Shape;

/** What {@link Mixing} draws for each step of a run: how much of the one example stays, and which rectangle does not. */
final class MixShares {
    private static final int SIDES = 4; // top, bottom, left, right; bottom and right exclusive

    private final double[] blend;
    private final double[] share;
    private final int[] box;

    /**
     * @param mixup both parameters of the Beta distribution of the share where examples are blended, positive
     * @param cutmix likewise where a rectangle is taken
     * @param part of the batches that takes a rectangle, the others blend; from 0 to 1
     * @param steps of the run
     */
    MixShares(long seed, String name, double mixup, double cutmix, double part, Shape example, int steps) {
        blend = new double[steps];
        share = new double[steps];
        box = new int[SIDES * steps];
        RandomStream random = new RandomStream(seed, name);
        for (int s = 0; s < steps; s++) {
            boolean cut = random.uniform() < part;
            double drawn = beta(random, cut ? cutmix : mixup);
            double kept = Math.max(drawn, 1 - drawn);
            if (cut) {
                blend[s] = 1;
                share[s] = 1 - rectangle(random, s, 1 - kept, example.dim(1), example.dim(2));
            } else {
                blend[s] = kept;
                share[s] = kept;
            }
        }
    }

    /** Draws a rectangle of at most this part of the area, cut at the border; returns the part it has. */
    private double rectangle(RandomStream random, int step, double part, int height, int width) {
        double side = StrictMath.sqrt(part);
        int h = (int) (side * height);
        int w = (int) (side * width);
        int top = random.below(height) - h / 2;
        int left = random.below(width) - w / 2;
        int at = SIDES * step;
        box[at] = Math.max(0, top);
        box[at + 1] = Math.min(height, top + h);
        box[at + 2] = Math.max(0, left);
        box[at + 3] = Math.min(width, left + w);
        return (double) (box[at + 1] - box[at]) * (box[at + 3] - box[at + 2]) / ((double) height * width);
    }

    double blend(long step) {
        return blend[at(step)];
    }

    double share(long step) {
        return share[at(step)];
    }

    double box(long step, int side) {
        return box[SIDES * at(step) + side];
    }

    private int at(long step) {
        return (int) Math.min(step, blend.length - 1);
    }

    /** Beta(a, a), as x / (x + y) of two gamma variates. */
    static double beta(RandomStream random, double a) {
        double x = gamma(random, a);
        double y = gamma(random, a);
        // Both can underflow for very small a, where the distribution is all at the ends.
        return x + y > 0 ? x / (x + y) : random.uniform() < 0.5 ? 0 : 1;
    }

    /** Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000). */
    private static double gamma(RandomStream random, double a) {
        if (a < 1) {
            return gamma(random, a + 1) * StrictMath.pow(1 - random.uniform(), 1 / a);
        }
        double d = a - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = random.normal();
            double v = 1 + c * x;
            if (v > 0) {
                v = v * v * v;
                if (StrictMath.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                    return d * v;
                }
            }
        }
    }
}
