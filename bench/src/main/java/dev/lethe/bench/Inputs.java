package dev.lethe.bench;

import dev.lethe.RandomStream;

/** The numbers both engines compute with: standard normal values and uniform labels, the same on both sides. */
final class Inputs {
    /** Threads of both engines. */
    static final int THREADS = Integer.getInteger("lethe.bench.threads", 2);

    private Inputs() {}

    static float[] normal(String site, int n, double deviation) {
        RandomStream random = new RandomStream(1, site);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (deviation * random.normal());
        }
        return values;
    }

    static int[] labels(int n, int classes) {
        RandomStream random = new RandomStream(1, "labels");
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.below(classes);
        }
        return values;
    }
}
