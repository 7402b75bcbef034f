package dev.lethe.op;

import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;

/** y = factor x, for a factor that stays the same in every step; one from the clock goes to {@link WeightedSum}. */
public record Scale(Tensor x, float factor, Tensor y) implements Op {
    /** Any shape; the result has the shape of {@code x}. */
    public static Tensor scale(Pass pass, Tensor x, float factor) {
        Tensor y = pass.like(x);
        pass.launch(Backward.AXPBY)
                .in(x)
                .f32(factor)
                .out(y)
                .f32(0)
                .i32(x.count())
                .each(x.size());
        return pass.record(new Scale(x, factor, y), x);
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
            b.send(x, factor, b.of(y));
        }
    }
}
