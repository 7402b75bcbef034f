package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Batches;
import dev.lethe.data.Dataset;

/** A data set in device memory, from which batches are gathered without a transfer. */
public final class Resident {
    private static final Kernel IMAGES = Kernel.of("gather_images", Batches::gatherImages);
    private static final Kernel ROWS = Kernel.of("gather_rows", Batches::gatherRows);
    private static final Kernel INTS = Kernel.of("gather_ints", Batches::gatherInts);
    private static final Kernel FLOATS = Kernel.of("gather_floats", Batches::gatherFloats);
    private static final Kernel PERMUTATION = Kernel.of("permutation", Batches::permutation);

    private final Shape example;
    private final int size;
    private final Tensor values;
    private final Tensor labels;
    private final Tensor order;
    private final Tensor sequence;
    private final Tensor scale;
    private final Tensor shift;

    /**
     * Examples of one step.
     *
     * @param x as the model takes it
     * @param labels I32 (n): given labels
     * @param index I32 (n): their rows in the data set
     * @param position I32 (n): 0 to n - 1
     */
    public record Batch(Tensor x, Tensor labels, Tensor index, Tensor position) {}

    /**
     * Copies {@code set} to the device.
     *
     * @param data where it stays
     */
    public Resident(Device device, Arena data, Dataset set, Normalisation normalisation) {
        example = set.exampleShape();
        size = set.size();
        int width = Math.toIntExact(example.size());
        if (set.isImages()) {
            values = data.tensor(DType.U8, Shape.of(size, width));
            device.upload(set.pixels(), values);
        } else {
            values = data.floats(size, width);
            device.upload(set.features(), values);
        }
        labels = data.ints(size);
        device.upload(set.labels(), labels);
        order = data.ints(size);
        sequence = data.ints(size);
        int[] identity = new int[size];
        for (int i = 0; i < size; i++) {
            identity[i] = i;
        }
        device.upload(identity, order);
        device.upload(identity, sequence);
        scale = data.floats(normalisation.scale().length);
        shift = data.floats(normalisation.shift().length);
        device.upload(normalisation.scale(), scale);
        device.upload(normalisation.shift(), shift);
    }

    public int size() {
        return size;
    }

    Tensor labels() {
        return labels;
    }

    /** Rows of the data set in the order of the epoch. */
    Tensor order() {
        return order;
    }

    /** Draws the order of the epoch that the clock is in. */
    void shuffle(Device device, Tensor clock) {
        // Site 0 of a stream of its own: passes never draw with epochs in place of steps.
        device.launch(PERMUTATION).in(clock).out(order).i32(size).i32(-1).each(size);
    }

    /** The next {@code n} examples of the shuffled order, at the cursor of the clock. */
    Batch next(Pass pass, int n, Augmentation augmentation) {
        return gather(pass, order, pass.clock(), n, augmentation);
    }

    /** The next {@code n} examples of an order of somebody else's, I32, at the cursor of the clock. */
    Batch next(Pass pass, Tensor rows, int n, Augmentation augmentation) {
        return gather(pass, rows, pass.clock(), n, augmentation);
    }

    /** Examples {@code from} (inclusive) to {@code to} (exclusive) in the order of the data set, as they are. */
    public Batch range(Pass pass, int from, int to) {
        return gather(pass, sequence.slice(from, to), null, to - from, Augmentation.NONE);
    }

    private Batch gather(Pass pass, Tensor rows, Tensor cursor, int n, Augmentation augmentation) {
        Tensor index = pass.ints(n);
        Tensor x;
        if (values.type() == DType.U8) {
            int c = example.dim(0);
            int h = example.dim(1);
            int w = example.dim(2);
            x = pass.floats(n, c, h, w);
            boolean random = augmentation.crop() > 0 || augmentation.flip();
            pass.launch(IMAGES)
                    .in(values)
                    .in(rows)
                    .in(cursor)
                    .in(random ? pass.clock() : null)
                    .in(scale)
                    .in(shift)
                    .out(x)
                    .out(index)
                    .i32(n)
                    .i32(c)
                    .i32(h)
                    .i32(w)
                    .i32(augmentation.crop())
                    .i32(augmentation.flip() ? 1 : 0)
                    .i32(pass.nextSite())
                    .each(x.size());
        } else {
            x = pass.floats(n, example.dim(0));
            pass.launch(ROWS)
                    .in(values)
                    .in(rows)
                    .in(cursor)
                    .in(scale)
                    .in(shift)
                    .out(x)
                    .out(index)
                    .i32(n)
                    .i32(example.dim(0))
                    .each(x.size());
        }
        Tensor y = pass.ints(n);
        pass.launch(INTS).in(labels).in(index).out(y).i32(n).each(n);
        return new Batch(x, y, index, sequence.slice(0, n));
    }

    /** table[index[j]] for each j, F32. */
    static Tensor lookUp(Pass pass, Tensor table, Tensor index) {
        int n = index.count();
        Tensor y = pass.floats(n);
        pass.launch(FLOATS).in(table).in(index).out(y).i32(n).each(n);
        return y;
    }
}
