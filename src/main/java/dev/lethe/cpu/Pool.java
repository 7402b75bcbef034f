package dev.lethe.cpu;

import dev.lethe.Workers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that share ranges: each takes one contiguous part.
 *
 * <p>Between kernels of a training step the threads spin for a while before they park, since a kernel can be shorter
 * than a wake-up. A caller that finds the threads busy, or that is one of them, does all of its range itself.
 */
final class Pool implements Workers, AutoCloseable {
    /** About a third of a millisecond. */
    private static final int SPINS = 10_000;

    private final Thread[] threads;
    /** 1 for a thread that has gone, or is about to go, to sleep. */
    private final AtomicIntegerArray parked;

    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Buffers buffers = new Buffers();
    // Generation in the high half, number of parts in the low: read at once, so that a late thread cannot mix two.
    private volatile long order;
    private volatile boolean closed;
    private volatile Throwable failure;
    private Range body;
    private int extent;

    Pool(int count) {
        threads = new Thread[count - 1];
        parked = new AtomicIntegerArray(count);
        for (int i = 0; i < threads.length; i++) {
            int part = i + 1;
            threads[i] = new Thread(() -> work(part), "lethe-cpu-" + part);
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
        int parts = Math.min(threads.length + 1, n / Math.max(1, grain));
        if (parts <= 1 || !busy.compareAndSet(false, true)) {
            if (n > 0) {
                body.run(0, n);
            }
            return;
        }
        try {
            share(n, parts, body);
        } finally {
            busy.set(false);
        }
    }

    private void share(int n, int parts, Range work) {
        if (closed) {
            throw new IllegalStateException("the device is closed");
        }
        body = work;
        extent = n;
        failure = null;
        pending.set(parts - 1);
        order = ((order >>> 32) + 1) << 32 | parts;
        for (int p = 1; p < parts; p++) {
            if (parked.get(p) != 0) {
                LockSupport.unpark(threads[p - 1]);
            }
        }
        try {
            part(0, parts);
        } finally {
            // With fewer processors than threads, the one that is waited for may need this one.
            for (int spins = 0; pending.get() > 0; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            body = null;
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("a CPU kernel failed: " + thrown, thrown);
        }
    }

    private void part(int p, int parts) {
        int from = (int) ((long) extent * p / parts);
        int to = (int) ((long) extent * (p + 1) / parts);
        body.run(from, to);
    }

    private void work(int p) {
        long seen = 0;
        while (true) {
            seen = await(p, seen);
            if (closed) {
                return;
            }
            int parts = (int) seen;
            if (p < parts) {
                try {
                    part(p, parts);
                } catch (Throwable t) {
                    failure = t;
                } finally {
                    pending.decrementAndGet();
                }
            }
        }
    }

    /** The first order after {@code seen}. */
    private long await(int p, long seen) {
        for (int spins = 0; spins < SPINS; spins++) {
            long now = order;
            if (now != seen || closed) {
                return now;
            }
            Thread.onSpinWait();
        }
        // Said before the order is looked at again: whoever gives an order later sees it and wakes this thread.
        parked.set(p, 1);
        while (order == seen && !closed) {
            LockSupport.park(this);
        }
        parked.set(p, 0);
        return order;
    }

    @Override
    public void close() {
        closed = true;
        for (Thread t : threads) {
            LockSupport.unpark(t);
        }
    }
}
