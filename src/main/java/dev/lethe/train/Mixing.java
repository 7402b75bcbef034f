package dev.lethe.train;

import dev.lethe.Kernel;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Mixtures;
import dev.lethe.loss.Targets;
import dev.lethe.optim.Clock;

/**
 * Mixes each example of a batch with another: mixup (Zhang et al., 2018, arXiv 1710.09412) blends them, CutMix (Yun et
 * al., 2019, arXiv 1905.04899) puts a rectangle of the other image into the one.
 *
 * <p>A batch has one share, of at least a half, and one rectangle, drawn on the host when the run begins and read from
 * the clock. Example i meets example (i + partner) mod n: batches are in random order already.
 */
final class Mixing {
    private static final Kernel EXAMPLES = Kernel.of("mix_examples", Mixtures::examples);
    private static final Kernel LABELS = Kernel.of("mix_labels", Mixtures::labels);
    private static final Kernel MEMORY = Kernel.of("mix_memory", Mixtures::memory);

    private final int partner;
    private final boolean images;
    private final Tensor blend;
    private final Tensor share;
    private final Tensor[] box = new Tensor[4];

    /**
     * @param name of its draws and channels; each of several mixings of a run has its own
     * @param partner distance in the batch to the example that is mixed in, at least 1
     * @param example shape of one example
     */
    Mixing(Clock clock, MixShares shares, String name, int partner, Shape example) {
        this.partner = partner;
        this.images = example.rank() == 3;
        this.blend = clock.channel(name + ".blend", shares::blend);
        this.share = clock.channel(name + ".share", shares::share);
        for (int side = 0; side < box.length; side++) {
            int s = side;
            box[side] = clock.channel(name + ".box" + side, step -> shares.box(step, s));
        }
    }

    /** The mixed examples. */
    Tensor examples(Pass pass, Tensor x) {
        Tensor y = pass.like(x);
        int n = x.shape().dim(0);
        pass.launch(EXAMPLES)
                .in(x)
                .in(blend)
                .in(box[0])
                .in(box[1])
                .in(box[2])
                .in(box[3])
                .out(y)
                .i32(n)
                .i32(images ? x.shape().dim(1) : 1)
                .i32(images ? x.shape().dim(2) : 1)
                .i32(images ? x.shape().dim(3) : x.columns())
                .i32(partner)
                .each(y.size());
        return y;
    }

    /** The classes of both examples of each pair, with the share of the first. */
    Targets targets(Pass pass, Tensor labels) {
        int n = labels.count();
        Tensor second = pass.ints(n);
        Tensor mix = pass.floats(n);
        pass.launch(LABELS)
                .in(labels)
                .in(share)
                .out(second)
                .out(mix)
                .i32(n)
                .i32(partner)
                .each(n);
        return Targets.mixed(labels, second, mix);
    }

    /** The rows {@code index} of a table of memory, mixed in the same way. */
    Tensor memory(Pass pass, Tensor table, Tensor index) {
        int n = index.count();
        Tensor y = pass.floats(n, table.columns());
        pass.launch(MEMORY)
                .in(table)
                .in(index)
                .in(share)
                .out(y)
                .i32(n)
                .i32(table.columns())
                .i32(partner)
                .each(y.size());
        return y;
    }
}
