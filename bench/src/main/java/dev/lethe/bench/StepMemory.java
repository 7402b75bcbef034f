package dev.lethe.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a training step needs in memory: the step arena, and what it leaves to the garbage collector.
 *
 * <p>Prints a line for each network: row, parameters, bytes of the step arena, heap bytes of all threads per eager step
 * and per replayed step. Floor of the heap bytes: 0 for a replay; an eager step makes its tape and tensor headers anew.
 */
public final class StepMemory {
    private static final int STEPS = 50;
    private static final long WARM_UP = 3_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private StepMemory() {}

    public static void main(String[] args) {
        for (Network network : Network.values()) {
            try (LetheStep step = new LetheStep(network)) {
                step.eager();
                long eager = perStep(step::eager);
                step.capture();
                long replayed = perStep(step::replay);
                System.out.println(network.row + " " + step.parameterCount() + " " + step.stepBytes() + " " + eager
                        + " " + replayed);
            }
        }
    }

    private static long perStep(Runnable step) {
        // Long enough for the compiler to have removed what it can.
        long stop = System.nanoTime() + WARM_UP;
        for (int i = 0; i < STEPS || System.nanoTime() < stop; i++) {
            step.run();
        }
        long before = allocated();
        for (int i = 0; i < STEPS; i++) {
            step.run();
        }
        return (allocated() - before) / STEPS;
    }

    /** By all threads that live, since workers allocate too. */
    private static long allocated() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
