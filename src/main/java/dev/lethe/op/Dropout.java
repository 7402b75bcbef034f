package dev.lethe.op;

import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.RandomBits;

/**
 * Elements set to 0 at random, the others divided by 1 - rate so that the mean stays (Srivastava et al., 2014).
 *
 * <p>Nothing is stored: backward draws the same numbers again.
 *
 * @param site which drawing place of the pass this is
 */
public record Dropout(Tensor x, float rate, int site, Tensor clock, Tensor y) implements Op {
    static final Kernel KERNEL = Kernel.of("dropout", RandomBits::dropout);

    /**
     * Any shape; {@code x} itself where the pass does not drop or the rate is 0. Each call takes a site of the pass,
     * whether it drops or not.
     *
     * @param rate fraction to drop, from 0 (inclusive) to 1 (exclusive)
     */
    public static Tensor dropout(Pass pass, Tensor x, float rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout rate " + rate + " must be at least 0 and less than 1");
        }
        int site = pass.nextSite();
        if (!pass.switches().dropout() || rate == 0) {
            return x;
        }
        Dropout op = new Dropout(x, rate, site, pass.clock(), pass.like(x));
        op.start(pass.launch(KERNEL), x, new Grad(op.y, 0));
        return pass.record(op, x);
    }

    private void start(Launch launch, Tensor from, Grad to) {
        launch.in(clock).in(from).into(to).f32(rate).i32(site).i32(from.count()).each(from.size());
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return null;
    }

    @Override
    public void backward(Backward b) {
        if (b.needs(x)) {
            start(b.launch(KERNEL), b.of(y), b.into(x));
        }
    }
}
