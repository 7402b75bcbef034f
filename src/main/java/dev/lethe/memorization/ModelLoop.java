package dev.lethe.memorization;

import dev.lethe.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Trains the models whose results are not in a folder yet, on one machine or as a share of the work of many.
 *
 * <p>The numbers do not depend on which devices of a kind there are, nor on how many. What is done is not done again: a loop
 * that was stopped goes on when it is called again, losing at most the models that were being trained.
 */
public final class ModelLoop {
    /** Told of models as they come. Never called by two threads at once. */
    public interface Progress {
        /** Model {@code model} is done, by which {@code done} of the {@code total} of this loop are there. */
        void model(int model, int done, int total);
    }

    private final ModelRuns runs;
    private final List<String> devices;
    private final RunFolder folder;

    /**
     * A loop over the models of {@code runs}.
     *
     * @param devices names as {@link Device#open} takes them, all of one kind and none of them {@code best}; each trains one
     *     model at a time, so that {@code cpu:1} named as often as there are cores trains as many models at once
     * @throws IllegalArgumentException if the devices are none, or of several kinds
     * @throws dev.lethe.data.DataException if the folder holds other runs, naming what differs
     */
    public ModelLoop(ModelRuns runs, List<String> devices, Path folder) {
        this.runs = runs;
        this.devices = List.copyOf(devices);
        this.folder = RunFolder.open(folder, runs, Manifest.of(runs, kind(this.devices)));
    }

    private static String kind(List<String> devices) {
        List<String> kinds = new ArrayList<>();
        for (String device : devices) {
            String kind = device.split(":", 2)[0];
            if (kind.equals("best")) {
                throw new IllegalArgumentException(
                        "device 'best' may be another one tomorrow: name it, such as cpu:1 or cuda:0");
            }
            if (!kinds.contains(kind)) {
                kinds.add(kind);
            }
        }
        if (kinds.size() != 1) {
            throw new IllegalArgumentException("devices " + devices + ": one or more of a single kind are needed,"
                    + " since numbers of different kinds differ in their last bits");
        }
        return kinds.get(0);
    }

    /**
     * The usual devices of a kind: for {@code cpu} one of a single thread for each processor, since small models train
     * faster beside each other than with threads that wait for each other; otherwise the device itself.
     *
     * @param device as {@link Device#name} says
     */
    public static List<String> usualDevices(String device) {
        return device.equals("cpu")
                ? Collections.nCopies(Runtime.getRuntime().availableProcessors(), "cpu:1")
                : List.of(device);
    }

    /** Where the results are. */
    public RunFolder folder() {
        return folder;
    }

    /**
     * Trains those of models 0..{@code models}-1 that are not there.
     *
     * @param cancelled asked after each step of training; once true, the loop ends
     * @return whether all are there now
     * @throws IllegalArgumentException if the subset of a model cannot be trained on, naming the model
     * @throws IllegalStateException if a model diverges or a device fails, naming the model
     */
    public boolean run(int models, BooleanSupplier cancelled, Progress progress) {
        return run(models, 0, 1, cancelled, progress);
    }

    /**
     * As {@link #run(int, BooleanSupplier, Progress)}, but only the models whose number leaves {@code part} when divided
     * by {@code parts}: one of several processes, on one machine or many, that share the folder.
     *
     * @return whether all of the part are there now
     */
    public boolean run(int models, int part, int parts, BooleanSupplier cancelled, Progress progress) {
        if (models < 1) {
            throw new IllegalArgumentException(models + " models: 1 or more are allowed");
        }
        if (part < 0 || part >= parts) {
            throw new IllegalArgumentException("part " + part + " of " + parts + ": 0.." + (parts - 1) + " is allowed");
        }
        int[] own = IntStream.range(0, models).filter(m -> m % parts == part).toArray();
        int[] missing = IntStream.of(own).filter(m -> !folder.has(m)).toArray();
        int[] done = {own.length - missing.length};
        new DeviceThreads(devices, cancelled).run(missing, (device, model, stop) -> {
            if (!folder.has(model) && !train(device, model, stop)) {
                return;
            }
            synchronized (done) {
                progress.model(model, ++done[0], own.length);
            }
        });
        return done[0] == own.length;
    }

    private boolean train(Device device, int model, BooleanSupplier stop) {
        try {
            Optional<ModelResult> result = runs.run(device, model, stop);
            result.ifPresent(folder::write);
            return result.isPresent();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("model " + model + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("model " + model + ": " + e.getMessage(), e);
        }
    }
}
