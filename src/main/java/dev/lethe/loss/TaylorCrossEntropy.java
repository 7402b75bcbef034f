package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesOfLabel;
import java.util.OptionalDouble;

/**
 * Taylor cross-entropy, sum of (1 - p_y)^i / i for i from 1 to {@code order} (Feng et al., 2020, IJCAI): the first terms of
 * the series of - ln p_y at 1. It goes from 1 - p_y, which is symmetric, to cross-entropy as the order grows, and is bounded
 * by the sum of 1 / i.
 *
 * <p>Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param order from 1 to 100; 2 to 6 are usual
 */
public record TaylorCrossEntropy(int order) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_taylor", LossesOfLabel::taylor);
    static final Interval ORDER = new Interval(1, 100);

    public TaylorCrossEntropy {
        ORDER.require("order", order, "Taylor cross-entropy");
    }

    @Override
    public String name() {
        return "taylor";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> own.i32(order));
    }

    @Override
    public OptionalDouble symmetricSum(int classes) {
        return order == 1 ? OptionalDouble.of(classes - 1) : OptionalDouble.empty();
    }
}
