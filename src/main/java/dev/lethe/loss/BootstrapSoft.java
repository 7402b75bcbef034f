package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesCorrected;

/**
 * Soft bootstrapping (Reed et al., 2015, arXiv 1412.6596, equation 6): - sum of (beta t_j + (1 - beta) p_j) ln p_j,
 * cross-entropy to a mean of the given and the predicted label.
 *
 * <p>As in the paper both p are differentiated: it is beta times cross-entropy + (1 - beta) times the entropy of p, which
 * it makes small. Code that holds the target constant has another gradient.
 *
 * @param beta weight of the given label in [0, 1]; 0.95 in the paper
 */
public record BootstrapSoft(double beta) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_bootstrap_soft", LossesCorrected::bootstrapSoft);

    public BootstrapSoft {
        if (!(beta >= 0 && beta <= 1)) {
            throw new IllegalArgumentException("beta " + beta + " of soft bootstrapping is not in [0, 1]");
        }
    }

    @Override
    public String name() {
        return "bootstrap-soft";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> own.f32((float) beta));
    }
}
