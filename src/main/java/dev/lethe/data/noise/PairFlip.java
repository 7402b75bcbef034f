package dev.lethe.data.noise;

import dev.lethe.data.Dataset;
import java.util.Arrays;

/**
 * Of the n_k examples of each class k exactly round(rate n_k), chosen at random, get the label (k+1) mod K.
 *
 * @param rate fraction of wrong labels in each class, 0..1
 */
public record PairFlip(double rate) implements LabelNoise {
    public PairFlip {
        Rates.check(rate);
    }

    @Override
    public int[] apply(Dataset clean, long seed) {
        Rates.needTwoClasses(clean, this);
        int[] to = new int[clean.classes()];
        Arrays.setAll(to, k -> (k + 1) % to.length);
        return ClassFlip.flip(clean, to, rate, seed);
    }

    @Override
    public String toString() {
        return "pair:" + rate;
    }
}
