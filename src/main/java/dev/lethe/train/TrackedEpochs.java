package dev.lethe.train;

import dev.lethe.Shape;
import dev.lethe.data.DataException;
import dev.lethe.data.HostTensor;
import dev.lethe.data.SafeTensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was tracked so far, in host memory: 4 bytes for each quantity, tracked epoch and example. */
final class TrackedEpochs {
    private static final String EPOCH = "epoch";

    private final List<Integer> epochs = new ArrayList<>();
    private final Map<String, List<float[]>> values = new LinkedHashMap<>();

    boolean isEmpty() {
        return epochs.isEmpty();
    }

    /** @param columns by the name of the quantity; kept, not copied */
    void add(int epoch, Map<String, float[]> columns) {
        epochs.add(epoch);
        columns.forEach((name, column) ->
                values.computeIfAbsent(name, k -> new ArrayList<>()).add(column));
    }

    int[] epochs() {
        return epochs.stream().mapToInt(Integer::intValue).toArray();
    }

    /** By the name of the quantity, (epochs, examples). */
    Map<String, float[][]> values() {
        Map<String, float[][]> all = new LinkedHashMap<>();
        values.forEach((name, rows) -> all.put(name, rows.toArray(float[][]::new)));
        return all;
    }

    /** Writes a part of a checkpoint. */
    void write(Path file) {
        Map<String, HostTensor> all = new LinkedHashMap<>();
        all.put(EPOCH, HostTensor.of(epochs(), Shape.of(epochs.size())));
        values.forEach((name, rows) -> {
            int n = rows.get(0).length;
            float[] flat = new float[Math.multiplyExact(rows.size(), n)];
            for (int e = 0; e < rows.size(); e++) {
                System.arraycopy(rows.get(e), 0, flat, e * n, n);
            }
            all.put(name, HostTensor.of(flat, Shape.of(rows.size(), n)));
        });
        SafeTensors.write(file, all, Map.of("format", "lethe-tracking"));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws DataException if a tensor is missing or of another shape
     */
    void read(Path file, Tracking tracking, int examples) {
        Map<String, HostTensor> all = SafeTensors.read(file);
        int[] read = require(file, all, EPOCH, null).ints();
        for (int e : read) {
            epochs.add(e);
        }
        for (Tracking.Quantity q : tracking.quantities()) {
            float[] flat = require(file, all, q.label(), Shape.of(read.length, examples))
                    .floats();
            List<float[]> rows = new ArrayList<>();
            for (int e = 0; e < read.length; e++) {
                rows.add(Arrays.copyOfRange(flat, e * examples, (e + 1) * examples));
            }
            values.put(q.label(), rows);
        }
    }

    private static HostTensor require(Path file, Map<String, HostTensor> all, String name, Shape shape) {
        HostTensor t = all.get(name);
        if (t == null || (shape != null && !t.shape().equals(shape))) {
            throw new DataException(file + ": tensor '" + name + "' is " + (t == null ? "missing" : t)
                    + (shape == null ? "" : ", " + shape + " is needed"));
        }
        return t;
    }
}
