package dev.lethe.memorization;

import dev.lethe.Philox;
import dev.lethe.RandomStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Which of the training examples each model is trained on, drawn at random for each model.
 *
 * @param kind how they are drawn
 * @param examples how many there are, 2 or more
 * @param ratio of the examples that a model is trained on, above 0 and below 1
 * @param seed of the draws
 */
public record Membership(Kind kind, int examples, double ratio, long seed) {
    // Counters are (example, model, site, 0); other users of the same key draw at other sites.
    private static final int HASH_SITE = 0x6d656d62;

    /** How a subset is drawn. */
    public enum Kind {
        /** round(ratio n) examples without replacement (Feldman and Zhang, 2020, arXiv 2008.03703). */
        SUBSET,
        /**
         * Each example by itself, by a hash of its number and the model's (Zhang et al., 2021, arXiv 2112.12938, keep one
         * of 1 / ratio buckets). The status of an example does not depend on how many others there are.
         */
        HASH;

        /**
         * The kind of that name, {@code subset} or {@code hash}.
         *
         * @throws IllegalArgumentException if there is none, naming those that there are
         */
        public static Kind parse(String name) {
            for (Kind kind : values()) {
                if (kind.toString().equals(name)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("membership '" + name + "': subset and hash are allowed");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if a number is out of range, or the ratio leaves a model without or with all examples */
    public Membership {
        if (!(ratio > 0 && ratio < 1)) {
            throw new IllegalArgumentException("a ratio of " + ratio + ": above 0 and below 1 is allowed");
        }
        if (examples < 2) {
            throw new IllegalArgumentException(examples + " examples: 2 or more are needed to leave some out");
        }
        long size = Math.round(ratio * examples);
        if (size < 1 || size == examples) {
            throw new IllegalArgumentException("a ratio of " + ratio + " of " + examples + " examples is " + size
                    + " examples: 1.." + (examples - 1) + " are allowed");
        }
    }

    /** For each example, whether model {@code model}, 0 or more, is trained on it. */
    public boolean[] of(int model) {
        if (model < 0) {
            throw new IllegalArgumentException("model " + model + ": 0 or more is allowed");
        }
        return kind == Kind.SUBSET ? subset(model) : hashed(model);
    }

    private boolean[] subset(int model) {
        int[] order = new RandomStream(ModelSeeds.of(seed, model), "membership").permutation(examples);
        boolean[] member = new boolean[examples];
        for (int i = 0; i < Math.round(ratio * examples); i++) {
            member[order[i]] = true;
        }
        return member;
    }

    private boolean[] hashed(int model) {
        boolean[] member = new boolean[examples];
        int[] words = new int[4];
        for (int i = 0; i < examples; i++) {
            Philox.block(i, model, HASH_SITE, 0, (int) seed, (int) (seed >>> 32), words, 0);
            long bits = (words[0] & 0xFFFFFFFFL) << 32 | words[1] & 0xFFFFFFFFL;
            member[i] = (bits >>> 11) * 0x1p-53 < ratio;
        }
        return member;
    }

    /** The rows that are members, in order. */
    static int[] rows(boolean[] member) {
        int[] rows = new int[member.length];
        int count = 0;
        for (int i = 0; i < member.length; i++) {
            if (member[i]) {
                rows[count++] = i;
            }
        }
        return Arrays.copyOf(rows, count);
    }
}
