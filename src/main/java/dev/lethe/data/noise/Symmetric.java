package dev.lethe.data.noise;

import dev.lethe.RandomStream;
import dev.lethe.data.Dataset;

/**
 * Exactly round(rate n) examples, chosen at random, get a label drawn uniformly from the K-1 others.
 *
 * @param rate fraction of wrong labels, 0..1
 */
public record Symmetric(double rate) implements LabelNoise {
    public Symmetric {
        Rates.check(rate);
    }

    @Override
    public int[] apply(Dataset clean, long seed) {
        Rates.needTwoClasses(clean, this);
        RandomStream random = new RandomStream(seed, "noise/symmetric");
        int[] labels = clean.labels();
        int[] order = random.permutation(labels.length);
        for (int i = 0; i < Rates.count(rate, labels.length); i++) {
            int other = random.below(clean.classes() - 1);
            int old = labels[order[i]];
            labels[order[i]] = other < old ? other : other + 1;
        }
        return labels;
    }

    @Override
    public String convention() {
        return "wrong labels are drawn from the K-1 other classes";
    }

    @Override
    public String toString() {
        return "symmetric:" + rate;
    }
}
