package dev.lethe.data.noise;

import dev.lethe.RandomStream;
import dev.lethe.data.Dataset;
import java.util.List;

/**
 * Of the n_k examples of each class k that is mistaken for another, exactly round(rate n_k), chosen at random, get the
 * label of that other.
 *
 * @param name how a spec calls it
 * @param to the class for which class k is mistaken; k itself where it never is
 * @param rate fraction of wrong labels in each class that is mistaken, 0..1
 */
public record ClassFlip(String name, List<Integer> to, double rate) implements LabelNoise {
    /** @throws IllegalArgumentException if a class of {@code to} is not in 0..K-1 or the rate not in 0..1 */
    public ClassFlip {
        Rates.check(rate);
        to = List.copyOf(to);
        for (int k : to) {
            if (k < 0 || k >= to.size()) {
                throw new IllegalArgumentException("class " + k + " is not in 0.." + (to.size() - 1));
            }
        }
    }

    /** MNIST as in Patrini et al., CVPR 2017: 2 to 7, 3 to 8, 5 and 6 to each other, 7 to 1. */
    public static ClassFlip mnist(double rate) {
        return new ClassFlip("asymmetric-mnist", List.of(0, 1, 7, 8, 4, 6, 5, 1, 8, 9), rate);
    }

    /**
     * CIFAR-10 as in Patrini et al., CVPR 2017: truck to automobile, bird to airplane, deer to horse, cat and dog to
     * each other.
     */
    public static ClassFlip cifar10(double rate) {
        return new ClassFlip("asymmetric-cifar10", List.of(0, 1, 0, 5, 7, 3, 6, 7, 8, 1), rate);
    }

    @Override
    public int[] apply(Dataset clean, long seed) {
        if (clean.classes() != to.size()) {
            throw new IllegalArgumentException(
                    this + " is for " + to.size() + " classes; " + clean.source() + " has " + clean.classes());
        }
        return flip(clean, to.stream().mapToInt(Integer::intValue).toArray(), rate, seed);
    }

    static int[] flip(Dataset clean, int[] to, double rate, long seed) {
        int[] labels = clean.labels();
        int[] left = new int[to.length]; // examples of each class still to flip
        for (int y : labels) {
            left[y]++;
        }
        for (int k = 0; k < to.length; k++) {
            left[k] = to[k] == k ? 0 : Rates.count(rate, left[k]);
        }
        for (int i : new RandomStream(seed, "noise/class-flip").permutation(labels.length)) {
            int k = labels[i];
            if (left[k] > 0) {
                left[k]--;
                labels[i] = to[k];
            }
        }
        return labels;
    }

    @Override
    public String toString() {
        return name + ":" + rate;
    }
}
