package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LedgerKernels;
import dev.lethe.loss.Tracked;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table in device memory with one row for each training example, kept by the training step itself.
 *
 * <p>Kernels write into it by the example's row, so that tracking costs no transfer and is part of a captured step. The
 * history is of the predictions made while training, on the examples as they were trained on (Toneva et al., 2019,
 * arXiv 1812.05159).
 */
public final class Ledger {
    private static final Kernel SCATTER = Kernel.of("ledger_scatter", LedgerKernels::scatter);
    private static final Kernel HISTORY = Kernel.of("ledger_history", LedgerKernels::history);
    private static final Kernel ADD = Kernel.of("ledger_add_column", LedgerKernels::addColumn);
    private static final int COLUMNS = 3;

    private final Device device;
    private final int examples;
    private final Tensor values;
    private final Tensor prediction;
    private final Tensor history;
    private final Tensor lossSum;

    /** @param spare rows after those of the examples, for places of a batch that hold none */
    Ledger(Device device, Arena data, int examples, int spare) {
        this.device = device;
        this.examples = examples;
        int rows = examples + spare;
        values = data.floats(rows, Tracked.COLUMNS);
        prediction = data.ints(rows);
        history = data.ints(rows, COLUMNS);
        lossSum = data.floats(1);
        device.upload(new float[values.count()], values);
        int[] none = new int[rows];
        Arrays.fill(none, -1);
        device.upload(none, prediction);
        int[] start = new int[history.count()];
        for (int i = 0; i < start.length; i += COLUMNS) {
            start[i] = -1;
        }
        device.upload(start, history);
        device.upload(new float[1], lossSum);
    }

    /** Notes what a training step saw of its examples. */
    void record(Pass pass, Tracked tracked, Tensor given, Tensor index) {
        history(pass, tracked, given, index);
        add(pass, tracked.values(), Tracked.COLUMNS, Tracked.LOSS);
    }

    /** As the other, where the sum of the losses is to be that of {@code losses}, F32 (n). */
    void record(Pass pass, Tracked tracked, Tensor given, Tensor index, Tensor losses) {
        history(pass, tracked, given, index);
        add(pass, losses, 1, 0);
    }

    private void history(Pass pass, Tracked tracked, Tensor given, Tensor index) {
        int n = index.count();
        scatter(pass, tracked, index);
        pass.launch(HISTORY)
                .in(tracked.prediction())
                .in(given)
                .in(index)
                .in(pass.clock())
                .out(history)
                .i32(n)
                .each(n);
    }

    private void add(Pass pass, Tensor table, int columns, int column) {
        int n = table.count() / columns;
        pass.launch(ADD).in(table).out(lossSum).i32(n).i32(columns).i32(column).each(1);
    }

    /** Notes values and predictions, and leaves the history as it is: what an evaluation does. */
    void scatter(Pass pass, Tracked tracked, Tensor index) {
        int n = index.count();
        pass.launch(SCATTER)
                .in(tracked.values())
                .in(tracked.prediction())
                .in(index)
                .out(values)
                .out(prediction)
                .i32(n)
                .i32(Tracked.COLUMNS)
                .each(n);
    }

    /** Sum of the losses of the examples trained on since the last {@link #takeLossSum}. */
    double lossSum() {
        return device.floats(lossSum)[0];
    }

    /** As {@link #lossSum}, and begins a new sum. */
    double takeLossSum() {
        double sum = lossSum();
        device.upload(new float[1], lossSum);
        return sum;
    }

    /** Column of {@link Tracked#values}, one entry per example. */
    float[] column(int which) {
        float[] all = device.floats(values);
        float[] column = new float[examples];
        for (int i = 0; i < column.length; i++) {
            column[i] = all[i * Tracked.COLUMNS + which];
        }
        return column;
    }

    /** Last prediction for each example; -1 before the first. */
    int[] predictions() {
        return Arrays.copyOf(device.ints(prediction), examples);
    }

    /** First epoch, from 1, in which the given label was predicted while training; -1 if never. */
    int[] firstLearned() {
        return history(0);
    }

    /** How often the given label was predicted and, the next time, was not. */
    int[] forgettingEvents() {
        return history(1);
    }

    private int[] history(int which) {
        int[] all = device.ints(history);
        int[] column = new int[examples];
        for (int i = 0; i < column.length; i++) {
            column[i] = all[i * COLUMNS + which];
        }
        return column;
    }

    /** What a checkpoint must keep. */
    Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("values", values);
        all.put("prediction", prediction);
        all.put("history", history);
        all.put("loss_sum", lossSum);
        return all;
    }
}
