package dev.lethe.cpu;

import dev.lethe.Workers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that share ranges.
 *
 * <p>A range is cut into some parts for each thread, and whoever is free takes the next: a thread that the system has
 * put aside holds nobody up. Between kernels of a training step the threads spin for a while before they park, since a
 * kernel can be shorter than a wake-up. A caller that finds the threads busy, or that is one of them, does all of its
 * range itself.
 */
final class Pool implements Workers, AutoCloseable {
    /** About a third of a millisecond. */
    private static final int SPINS = 10_000;

    /** Parts for each thread, if there is work for so many. */
    private static final int PARTS = 4;

    private final Thread[] threads;
    /** 1 for a thread that has gone, or is about to go, to sleep. */
    private final AtomicIntegerArray parked;

    private final AtomicBoolean busy = new AtomicBoolean();
    private final Buffers buffers = new Buffers();
    /** Number of the range in the high half, parts that nobody has taken yet in the low. */
    private final AtomicLong open = new AtomicLong();

    private final AtomicInteger done = new AtomicInteger();
    private volatile boolean closed;
    private volatile Throwable failure;
    // Written before `open`; taking a part succeeds only if `open` has not changed since they were read.
    private Range body;
    private int extent;
    private int parts;

    Pool(int count) {
        threads = new Thread[count - 1];
        parked = new AtomicIntegerArray(count);
        for (int i = 0; i < threads.length; i++) {
            int index = i;
            threads[i] = new Thread(() -> work(index), "lethe-cpu-" + (i + 1));
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    @Override
    public int threads() {
        return threads.length + 1;
    }

    @Override
    public float[] borrow(int length) {
        return buffers.borrow(length);
    }

    @Override
    public void giveBack(float[] array) {
        buffers.giveBack(array);
    }

    @Override
    public void range(int n, int grain, Range body) {
        int most = n / Math.max(1, grain);
        int wanted = most >= PARTS * threads() ? PARTS * threads() : Math.min(threads(), most);
        if (threads() == 1 || wanted <= 1 || !busy.compareAndSet(false, true)) {
            if (n > 0) {
                body.run(0, n);
            }
            return;
        }
        try {
            share(n, wanted, body);
        } finally {
            busy.set(false);
        }
    }

    private void share(int n, int wanted, Range work) {
        if (closed) {
            throw new IllegalStateException("the device is closed");
        }
        body = work;
        extent = n;
        parts = wanted;
        failure = null;
        done.set(0);
        open.set(((open.get() >>> 32) + 1) << 32 | wanted);
        for (int i = 0; i < Math.min(threads.length, wanted - 1); i++) {
            if (parked.get(i) != 0) {
                LockSupport.unpark(threads[i]);
            }
        }
        while (takeOne()) {
            continue;
        }
        // With fewer processors than threads, the one that is waited for may need this one.
        for (int spins = 0; done.get() < wanted; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        body = null;
        Throwable thrown = failure;
        if (thrown instanceof Error) {
            throw (Error) thrown;
        } else if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }

    /** Does one part of the range, if one is left. */
    private boolean takeOne() {
        while (true) {
            long state = open.get();
            int left = (int) state;
            if (left == 0) {
                return false;
            }
            Range work = body;
            long n = extent;
            int p = parts - left;
            long of = parts;
            if (open.compareAndSet(state, state - 1)) {
                try {
                    work.run((int) (n * p / of), (int) (n * (p + 1) / of));
                } catch (Throwable t) {
                    failure = t;
                } finally {
                    done.incrementAndGet();
                }
                return true;
            }
        }
    }

    private void work(int i) {
        int spins = 0;
        while (!closed) {
            if (takeOne()) {
                spins = 0;
            } else if (spins++ < SPINS) {
                Thread.onSpinWait();
            } else {
                // Said before looking again: whoever opens a range later sees it and wakes this thread.
                parked.set(i, 1);
                while ((int) open.get() == 0 && !closed) {
                    LockSupport.park(this);
                }
                parked.set(i, 0);
                spins = 0;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread t : threads) {
            LockSupport.unpark(t);
        }
    }
}
