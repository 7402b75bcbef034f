package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** Sets a fraction of the elements to 0 where the pass drops, and passes everything on where it does not. */
public final class Dropout implements Module {
    private final float rate;

    /** @param rate fraction to drop, from 0 (inclusive) to 1 (exclusive) */
    public Dropout(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout rate " + rate + " must be at least 0 and less than 1");
        }
        this.rate = (float) rate;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return dev.lethe.op.Dropout.dropout(pass, x, rate);
    }
}
