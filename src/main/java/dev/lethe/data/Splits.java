package dev.lethe.data;

import dev.lethe.RandomStream;
import java.util.Arrays;

/**
 * The parts of a data set.
 *
 * @param train what a network learns from
 * @param test what it is measured on, or null where the source has no test part
 */
public record Splits(Dataset train, Dataset test) {
    /** @throws IllegalArgumentException if the examples of the two parts differ in shape, or their classes in number */
    public Splits {
        if (test != null
                && (train.isImages() != test.isImages()
                        || !train.exampleShape().equals(test.exampleShape())
                        || train.classes() != test.classes())) {
            throw new IllegalArgumentException(
                    "the test part (" + test + ") does not match the training part (" + train + ")");
        }
    }

    /** The parts of a source, which is at fault if they do not match. */
    static Splits loaded(Dataset train, Dataset test) {
        try {
            return new Splits(train, test);
        } catch (IllegalArgumentException e) {
            throw new DataException(e.getMessage(), e);
        }
    }

    /**
     * Sets aside round({@code fraction} n) examples as the test part, at least 1 and at most n - 1, chosen at random;
     * both parts keep the order of the source.
     *
     * @param fraction in (0, 1)
     * @throws IllegalArgumentException if the fraction is out of range or there are fewer than 2 examples
     */
    public static Splits holdOut(Dataset all, double fraction, long seed) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("held-out fraction " + fraction + " is not between 0 and 1");
        }
        int n = all.size();
        if (n < 2) {
            throw new IllegalArgumentException("cannot split " + n + " example of " + all.source());
        }
        int held = (int) Math.max(1, Math.min(n - 1, Math.round(fraction * n)));
        int[] order = new RandomStream(seed, "hold-out").permutation(n);
        int[] test = Arrays.copyOf(order, held);
        int[] train = Arrays.copyOfRange(order, held, n);
        Arrays.sort(test);
        Arrays.sort(train);
        return new Splits(all.subset(train), all.subset(test));
    }
}
