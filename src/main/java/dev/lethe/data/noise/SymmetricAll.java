package dev.lethe.data.noise;

import dev.lethe.RandomStream;
import dev.lethe.data.Dataset;

/**
 * Exactly round(rate n) examples, chosen at random, get a label drawn uniformly from all K, which may be the old one.
 *
 * <p>About rate (K-1)/K of the labels end up wrong. The published tables of ELR (Liu et al., 2020) draw so.
 *
 * @param rate fraction of labels drawn anew, 0..1
 */
public record SymmetricAll(double rate) implements LabelNoise {
    public SymmetricAll {
        Rates.check(rate);
    }

    @Override
    public int[] apply(Dataset clean, long seed) {
        Rates.needTwoClasses(clean, this);
        RandomStream random = new RandomStream(seed, "noise/symmetric-all");
        int[] labels = clean.labels();
        int[] order = random.permutation(labels.length);
        for (int i = 0; i < Rates.count(rate, labels.length); i++) {
            labels[order[i]] = random.below(clean.classes());
        }
        return labels;
    }

    @Override
    public String convention() {
        return "labels are drawn anew from all K classes, as in ELR's published tables, so that fewer are wrong";
    }

    @Override
    public String toString() {
        return "symmetric-all:" + rate;
    }
}
