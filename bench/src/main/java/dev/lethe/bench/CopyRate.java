package dev.lethe.bench;

import java.util.Locale;
import java.util.concurrent.CyclicBarrier;

/**
 * How fast this machine copies memory that is in no cache: what bounds operations that only read and write.
 *
 * <p>Each thread copies 64 MB of its own; bytes read plus bytes written are counted. Prints {@code threads GB/s} a line.
 */
public final class CopyRate {
    private static final int FLOATS = 1 << 24;
    private static final int ROUNDS = 12;

    private CopyRate() {}

    public static void main(String[] args) throws InterruptedException {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        System.out.printf(Locale.ROOT, "%d %.1f%n", threads, measure(threads));
    }

    /** GB/s of the best round in which all threads copied. */
    static double measure(int threads) throws InterruptedException {
        long[][] begin = new long[ROUNDS][threads];
        long[][] end = new long[ROUNDS][threads];
        CyclicBarrier barrier = new CyclicBarrier(threads);
        Thread[] team = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int id = t;
            team[t] = new Thread(() -> {
                float[] from = new float[FLOATS];
                float[] to = new float[FLOATS];
                for (int r = 0; r < ROUNDS; r++) {
                    FmaPeak.await(barrier);
                    begin[r][id] = System.nanoTime();
                    System.arraycopy(from, 0, to, 0, FLOATS);
                    end[r][id] = System.nanoTime();
                }
            });
            team[t].start();
        }
        for (Thread t : team) {
            t.join();
        }
        return 8.0 * FLOATS * threads / FmaPeak.shortest(begin, end, 2);
    }
}
