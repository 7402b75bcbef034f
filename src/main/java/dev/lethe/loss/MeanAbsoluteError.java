package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Losses;
import java.util.OptionalDouble;

/**
 * Absolute error of probabilities, sum of |p_j - 1[j = y]| = 2 - 2 p_y (Ghosh, Kumar and Sastry, 2017): symmetric, the
 * sum over all classes y is 2 (k - 1).
 *
 * <p>Some code takes half of it, 1 - p_y. Of mixed and soft targets it is the sum over classes of target times loss.
 */
public record MeanAbsoluteError() implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_mae", Losses::meanAbsoluteError);

    @Override
    public String name() {
        return "mae";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> {});
    }

    @Override
    public OptionalDouble symmetricSum(int classes) {
        return OptionalDouble.of(2.0 * (classes - 1));
    }
}
