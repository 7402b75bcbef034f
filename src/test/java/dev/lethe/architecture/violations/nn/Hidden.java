package dev.lethe.architecture.violations.nn;

import java.util.List;
import java.util.Random;

/** Breaks rules on purpose: hidden randomness and hidden threads. */
public final class Hidden {
    int seeded() {
        return new Random(1).nextInt();
    }

    double unseeded() {
        return Math.random();
    }

    long threads(List<Integer> list) {
        return list.parallelStream().count();
    }

    Thread ownThread(Runnable work) {
        return new Thread(work);
    }
}
