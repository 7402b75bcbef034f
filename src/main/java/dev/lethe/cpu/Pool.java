package dev.lethe.cpu;

import dev.lethe.Workers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that share ranges: each takes one contiguous part.
 *
 * <p>Between kernels of a training step the threads spin for a while before they park, since a kernel can be shorter
 * than a wake-up.
 */
final class Pool implements Workers, AutoCloseable {
    private static final int SPINS = 20_000;

    private final Thread[] threads;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    // Generation in the high half, number of parts in the low: read at once, so that a late thread cannot mix two.
    private volatile long order;
    private volatile boolean closed;
    private volatile Throwable failure;
    private Range body;
    private int extent;

    Pool(int count) {
        threads = new Thread[count - 1];
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
    public void range(int n, int grain, Range body) {
        int parts = Math.min(threads.length + 1, n / Math.max(1, grain));
        // While the threads serve somebody (a body that asks for threads itself, another caller), this one works alone.
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
        for (int i = 0; i < parts - 1; i++) {
            LockSupport.unpark(threads[i]);
        }
        try {
            part(0, parts);
        } finally {
            while (pending.get() > 0) {
                Thread.onSpinWait();
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
            int spins = 0;
            long now = order;
            while (now == seen && !closed) {
                if (spins++ < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
                now = order;
            }
            if (closed) {
                return;
            }
            seen = now;
            int parts = (int) now;
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

    @Override
    public void close() {
        closed = true;
        for (Thread t : threads) {
            LockSupport.unpark(t);
        }
    }
}
