package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesCorrected;

/**
 * Hard bootstrapping (Reed et al., 2015, arXiv 1412.6596, equation 7): - sum of (beta t_j + (1 - beta) b_j) ln p_j, where
 * b is 1 for the class of the largest output, the first of equals, and 0 for others.
 *
 * @param beta weight of the given label in [0, 1]; 0.8 in the paper
 */
public record BootstrapHard(double beta) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_bootstrap_hard", LossesCorrected::bootstrapHard);

    public BootstrapHard {
        if (!(beta >= 0 && beta <= 1)) {
            throw new IllegalArgumentException("beta " + beta + " of hard bootstrapping is not in [0, 1]");
        }
    }

    @Override
    public String name() {
        return "bootstrap-hard";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> own.f32((float) beta));
    }
}
