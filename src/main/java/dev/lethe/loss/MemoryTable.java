package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Tensor;

/** What losses with a row for each training example ask of their table. */
final class MemoryTable {
    private MemoryTable() {}

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

    /** Checks that outputs and targets fit a table. */
    static void requireFit(String who, Tensor table, Tensor outputs, Targets targets) {
        if (targets.index() == null) {
            throw new IllegalArgumentException(who + " keeps a row for each training example: targets need an index");
        }
        if (outputs.columns() != table.columns()) {
            throw new IllegalArgumentException(who + ": outputs " + outputs + " but a table of " + table);
        }
    }
}
