package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesOfValues;

/**
 * Squared error of the outputs themselves, the mean over the k outputs of (o - t)^2, for regression.
 *
 * <p>Classes are taken as rows with a 1 for the class. For the loss on probabilities see {@link BrierScore}.
 */
public record SquaredError() implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_squared", LossesOfValues::squaredError);

    @Override
    public String name() {
        return "squared";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> {});
    }
}
