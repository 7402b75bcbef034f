package dev.lethe.influence;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.autograd.Pass;
import dev.lethe.data.Dataset;
import dev.lethe.train.Normalisation;
import dev.lethe.train.Resident;

/** A data set on the host and in device memory, taken in batches. */
public final class Examples {
    private final Resident resident;
    private final int[] labels;
    private final int classes;

    /**
     * Copies {@code set} to the device.
     *
     * @param data where it stays
     * @param normalisation that of the network's training
     */
    public Examples(Device device, Arena data, Dataset set, Normalisation normalisation) {
        resident = new Resident(device, data, set, normalisation);
        labels = set.labels();
        classes = set.classes();
    }

    public int size() {
        return labels.length;
    }

    int classes() {
        return classes;
    }

    int label(int i) {
        return labels[i];
    }

    Resident.Batch batch(Pass pass, int from, int to) {
        return resident.range(pass, from, to);
    }

    /** (to - from, classes): {@code value} where the label is, 0 elsewhere. */
    float[] atLabels(int from, int to, float value) {
        float[] rows = new float[(to - from) * classes];
        for (int i = 0; i < to - from; i++) {
            rows[i * classes + labels[from + i]] = value;
        }
        return rows;
    }
}
