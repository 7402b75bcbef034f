package dev.lethe.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C, or a polite kill, into a question that work asks between steps.
 *
 * <p>The JVM then waits until the work has saved its state and {@link #close} was called.
 */
final class Interrupt implements AutoCloseable {
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "lethe-interrupt");
    private volatile boolean asked;

    Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        asked = true;
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The shutdown was begun by a signal, whose exit code would stand otherwise.
        Runtime.getRuntime().halt(Failures.FAILED);
    }

    /** Whether the work should stop. */
    boolean asked() {
        return asked;
    }

    @Override
    public void close() {
        System.out.flush();
        System.err.flush();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down and its hook waits for this.
            finished.countDown();
        }
    }
}
