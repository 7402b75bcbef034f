package dev.lethe.memorization;

import dev.lethe.Philox;

/** A seed for each model, such that two ensembles of different seeds share no model. */
final class ModelSeeds {
    private static final int SITE = 0x73656564;

    private ModelSeeds() {}

    static long of(long seed, int model) {
        int[] words = new int[4];
        Philox.block(model, 0, SITE, 0, (int) seed, (int) (seed >>> 32), words, 0);
        return (words[0] & 0xFFFFFFFFL) << 32 | words[1] & 0xFFFFFFFFL;
    }
}
