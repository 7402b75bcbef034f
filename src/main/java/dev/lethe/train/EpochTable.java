package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.cpu.LedgerKernels;
import dev.lethe.loss.Tracked;
import dev.lethe.train.Tracking.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an epoch tracks of every training example, in device memory: training steps write a column for each quantity by the
 * example's row.
 */
final class EpochTable {
    private static final Kernel COLUMN = Kernel.of("ledger_column", LedgerKernels::column);

    private final Device device;
    private final List<Quantity> quantities = new ArrayList<>();
    private final Tensor values; // F32 (quantities, examples)

    EpochTable(Device device, Arena data, Tracking tracking, int examples) {
        this.device = device;
        quantities.addAll(tracking.quantities());
        // The ledger counts it on the device, whatever is tracked.
        quantities.remove(Quantity.FORGETTING);
        values = quantities.isEmpty() ? null : data.floats(quantities.size(), examples);
        if (values != null) {
            float[] none = new float[values.count()];
            Arrays.fill(none, Float.NaN);
            device.upload(none, values);
        }
    }

    /** What a backward pass must find out; null if nothing. */
    PerExample question(int n) {
        if (quantities.stream().noneMatch(Quantity::ofStepGradients)) {
            return null;
        }
        PerExample each = PerExample.of(n).withNorms();
        return quantities.contains(Quantity.COSINE) ? each.withAlignments() : each;
    }

    /**
     * Notes what a training step saw.
     *
     * @param each the answers to {@link #question}; null if there was none
     */
    void record(Pass pass, Tracked tracked, PerExample each, Tensor index) {
        for (Quantity q : quantities) {
            if (q.column() >= 0) {
                column(pass, q, tracked.values(), Tracked.COLUMNS, q.column(), index);
            } else if (q.ofStepGradients()) {
                column(pass, q, q == Quantity.NORM ? each.norms() : each.cosines(), 1, 0, index);
            }
        }
    }

    /** Notes norms that no training step saw. */
    void record(Pass pass, Quantity q, Tensor source, Tensor index) {
        column(pass, q, source, 1, 0, index);
    }

    private void column(Pass pass, Quantity q, Tensor source, int width, int from, Tensor index) {
        int at = quantities.indexOf(q);
        int n = index.count();
        pass.launch(COLUMN)
                .in(source)
                .in(index)
                .out(values.slice(at, at + 1))
                .i32(n)
                .i32(width)
                .i32(from)
                .each(n);
    }

    /** Copies of the columns, by the names of the quantities. */
    Map<String, float[]> columns() {
        Map<String, float[]> all = new LinkedHashMap<>();
        float[] table = values == null ? new float[0] : device.floats(values);
        int n = quantities.isEmpty() ? 0 : table.length / quantities.size();
        for (int i = 0; i < quantities.size(); i++) {
            all.put(quantities.get(i).label(), Arrays.copyOfRange(table, i * n, (i + 1) * n));
        }
        return all;
    }

    /** What a checkpoint must keep. */
    Map<String, Tensor> state() {
        return values == null ? Map.of() : Map.of("epoch", values);
    }
}
