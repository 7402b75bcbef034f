package dev.lethe.bench;

import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The most float32 operations per second this machine does in Java, from a loop of fused multiply-adds on registers.
 *
 * <p>Floor of everything else: no memory is touched, so a matrix product can at best reach this. Twelve independent
 * chains cover two units of four cycles' latency. Prints {@code threads GFLOP/s} a line.
 */
public final class FmaPeak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int ROUNDS = 1 << 20;
    private static final int WINDOWS = 40;

    private static volatile float sink;

    private FmaPeak() {}

    public static void main(String[] args) throws InterruptedException {
        int most = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        for (int threads = 1; threads <= most; threads++) {
            System.out.printf(Locale.ROOT, "%d %.1f%n", threads, measure(threads));
        }
    }

    /** GFLOP/s of the best of some windows of about 10 ms in which all threads ran. */
    static double measure(int threads) throws InterruptedException {
        long[][] begin = new long[WINDOWS][threads];
        long[][] end = new long[WINDOWS][threads];
        CyclicBarrier barrier = new CyclicBarrier(threads);
        Thread[] team = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int id = t;
            team[t] = new Thread(() -> {
                for (int w = 0; w < WINDOWS; w++) {
                    await(barrier);
                    begin[w][id] = System.nanoTime();
                    sink = chains(ROUNDS, 1f + id);
                    end[w][id] = System.nanoTime();
                }
            });
            team[t].start();
        }
        for (Thread t : team) {
            t.join();
        }
        // The first windows are spent compiling.
        return 2.0 * CHAINS * SPECIES.length() * ROUNDS * threads / shortest(begin, end, WINDOWS / 4);
    }

    /** Nanoseconds from the first start to the last end of the best window from {@code warm} on. */
    static long shortest(long[][] begin, long[][] end, int warm) {
        long best = Long.MAX_VALUE;
        for (int w = warm; w < begin.length; w++) {
            long first = LongStream.of(begin[w]).min().getAsLong();
            long last = LongStream.of(end[w]).max().getAsLong();
            best = Math.min(best, last - first);
        }
        return best;
    }

    static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float chains(int rounds, float start) {
        // Below 1, so that the chains stay finite.
        FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector y = FloatVector.broadcast(SPECIES, start);
        FloatVector a0 = y;
        FloatVector a1 = y.add(1);
        FloatVector a2 = y.add(2);
        FloatVector a3 = y.add(3);
        FloatVector a4 = y.add(4);
        FloatVector a5 = y.add(5);
        FloatVector a6 = y.add(6);
        FloatVector a7 = y.add(7);
        FloatVector a8 = y.add(8);
        FloatVector a9 = y.add(9);
        FloatVector a10 = y.add(10);
        FloatVector a11 = y.add(11);
        for (int i = 0; i < rounds; i++) {
            a0 = a0.fma(x, y);
            a1 = a1.fma(x, y);
            a2 = a2.fma(x, y);
            a3 = a3.fma(x, y);
            a4 = a4.fma(x, y);
            a5 = a5.fma(x, y);
            a6 = a6.fma(x, y);
            a7 = a7.fma(x, y);
            a8 = a8.fma(x, y);
            a9 = a9.fma(x, y);
            a10 = a10.fma(x, y);
            a11 = a11.fma(x, y);
        }
        FloatVector s = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
        return s.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0);
    }
}
