package dev.lethe.audit;

import dev.lethe.RandomStream;
import dev.lethe.data.Dataset;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Parts of a data set of nearly equal size, each with nearly the same share of every given label.
 *
 * @param count number of parts
 * @param of the part of each example, 0..count-1
 */
record Folds(int count, int[] of) {
    /**
     * Deals the examples of each class, in an order drawn from the seed, to the parts in turn.
     *
     * @param count 2 or more
     * @throws IllegalArgumentException if a class has fewer than two examples, as a model would then never see it, or
     *     there are fewer examples than parts
     */
    static Folds stratified(Dataset data, int count, long seed) {
        if (count < 2 || count > data.size()) {
            throw new IllegalArgumentException(
                    count + " folds: 2.." + data.size() + " are allowed for " + data.size() + " examples");
        }
        int[] labels = data.labels();
        int[] sizes = data.counts();
        for (int k = 0; k < sizes.length; k++) {
            if (sizes[k] < 2) {
                throw new IllegalArgumentException("class " + data.classNames().get(k) + " has "
                        + (sizes[k] == 0 ? "no example" : "1 example") + " in " + data.source()
                        + "; cross-validation needs 2 of each class");
            }
        }
        // Each class goes on where the one before it ended, so that sizes differ by one at most.
        int[] next = new int[sizes.length];
        for (int k = 1; k < next.length; k++) {
            next[k] = next[k - 1] + sizes[k - 1];
        }
        int[] of = new int[labels.length];
        for (int i : new RandomStream(seed, "audit/folds").permutation(labels.length)) {
            of[i] = next[labels[i]]++ % count;
        }
        return new Folds(count, of);
    }

    /** Positions of the examples in part {@code fold}, ascending. */
    int[] inside(int fold) {
        return IntStream.range(0, of.length).filter(i -> of[i] == fold).toArray();
    }

    /** Positions of the examples in all other parts, ascending. */
    int[] outside(int fold) {
        return IntStream.range(0, of.length).filter(i -> of[i] != fold).toArray();
    }

    @Override
    public String toString() {
        return count + " folds of " + Arrays.stream(of).filter(f -> f == 0).count() + " examples";
    }
}
