package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.function.Consumer;

/**
 * What losses with a row for each training example do with their table.
 *
 * @param who the loss
 * @param update whether losses change the table at all
 */
record MemoryTable(String who, Tensor table, boolean update) {
    /** A new table of zeros. */
    static Tensor zeros(Device device, Arena data, int examples, int classes) {
        Tensor table = data.floats(examples, classes);
        device.upload(new float[table.count()], table);
        return table;
    }

    /** Checks a table; {@code who} is the loss. */
    static void require(String who, Tensor table) {
        if (table.type() != DType.F32 || table.rank() != 2) {
            throw new IllegalArgumentException(
                    "the table of " + who + " is F32 of (training examples, classes), not " + table);
        }
    }

    static void requireIn(String who, String what, double value, double low, double high, boolean closed) {
        if (!(value >= low && (closed ? value <= high : value < high))) {
            throw new IllegalArgumentException(
                    what + " " + value + " of " + who + " is not in [" + low + ", " + high + (closed ? "]" : ")"));
        }
    }

    /**
     * As {@link FusedLoss#losses}; before what {@code own} adds, the kernel takes the table, the index, the table's rows
     * and whether it changes, which it does only in a pass that wants the gradient of the outputs.
     */
    Tensor losses(Pass pass, Kernel kernel, Tensor outputs, Targets targets, Tracked tracked, Consumer<Launch> own) {
        requireFit(outputs, targets);
        boolean change = update && pass.needs(outputs);
        return FusedLoss.losses(
                pass,
                kernel,
                outputs,
                targets,
                tracked,
                launch -> own.accept(
                        launch.out(table).in(targets.index()).i32(table.rows()).i32(change ? 1 : 0)));
    }

    private void requireFit(Tensor outputs, Targets targets) {
        if (targets.index() == null) {
            throw new IllegalArgumentException(who + " keeps a row for each training example: targets need an index");
        }
        if (outputs.columns() != table.columns()) {
            throw new IllegalArgumentException(who + ": outputs " + outputs + " but a table of " + table);
        }
    }
}
