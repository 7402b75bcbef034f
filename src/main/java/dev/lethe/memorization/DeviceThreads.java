package dev.lethe.memorization;

import dev.lethe.Device;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A thread for each of several devices, which take one job after the other.
 *
 * <p>A job must not depend on which device or thread does it, nor on when.
 */
public final class DeviceThreads {
    /** What is done with a device; {@code stop} says whether to give up. */
    public interface Job {
        void run(Device device, int number, BooleanSupplier stop);
    }

    private final List<String> devices;
    private final BooleanSupplier cancelled;
    private final AtomicBoolean failed = new AtomicBoolean();

    /** @param devices names, as {@link Device#open} takes them; one may come more than once */
    public DeviceThreads(List<String> devices, BooleanSupplier cancelled) {
        this.devices = devices;
        this.cancelled = cancelled;
    }

    /**
     * Does the job for every number, and returns when all threads have ended. After a failure the other threads give up,
     * and it is thrown.
     */
    public void run(int[] numbers, Job job) {
        AtomicInteger next = new AtomicInteger();
        int count = Math.min(devices.size(), numbers.length);
        if (count == 0) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(count, r -> new Thread(r, "lethe-models"));
        try {
            List<Future<?>> all = devices.subList(0, count).stream()
                    .map(name -> threads.submit(() -> work(name, numbers, next, job)))
                    .collect(Collectors.toList());
            await(all);
        } finally {
            threads.shutdown();
        }
    }

    private void work(String name, int[] numbers, AtomicInteger next, Job job) {
        BooleanSupplier stop = () -> failed.get() || cancelled.getAsBoolean();
        try (Device device = Device.open(name)) {
            for (int at = next.getAndIncrement(); at < numbers.length && !stop.getAsBoolean(); ) {
                job.run(device, numbers[at], stop);
                at = next.getAndIncrement();
            }
        } catch (RuntimeException | Error e) {
            failed.set(true);
            throw e;
        }
    }

    private void await(List<Future<?>> all) {
        Throwable first = null;
        boolean interrupted = false;
        for (Future<?> one : all) {
            while (true) {
                try {
                    one.get();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                    failed.set(true);
                } catch (ExecutionException e) {
                    first = first == null ? e.getCause() : first;
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (first instanceof Error) {
            throw (Error) first;
        }
        if (first != null) {
            throw (RuntimeException) first;
        }
    }
}
