package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Losses;

/**
 * Brier score, sum of (p_j - t_j)^2 with p the softmax of the outputs: what studies of label noise call MSE.
 *
 * <p>In [0, 2] for one class. Mixed and soft targets enter the square as they are.
 */
public record BrierScore() implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_brier", Losses::brierScore);

    @Override
    public String name() {
        return "mse";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> {});
    }
}
