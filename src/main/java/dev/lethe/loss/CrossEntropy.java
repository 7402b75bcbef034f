package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Losses;

/**
 * Cross-entropy, - sum of t_j ln p_j with p the softmax of the outputs, from a log-sum-exp: no p is clipped.
 *
 * @param smoothing label smoothing in [0, 1): targets t become (1 - smoothing) t + smoothing / k (Szegedy et al., 2016)
 */
public record CrossEntropy(double smoothing) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_cross_entropy", Losses::crossEntropy);

    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("label smoothing " + smoothing + " is not in [0, 1)");
        }
    }

    @Override
    public String name() {
        return "ce";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> own.f32((float) smoothing));
    }
}
