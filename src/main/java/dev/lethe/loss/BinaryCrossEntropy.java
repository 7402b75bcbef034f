package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesOfValues;

/**
 * Binary cross-entropy of each output by itself, the mean over the k outputs of ln(1 + e^z) - t z, with t in [0, 1].
 *
 * <p>Classes are taken as rows with a 1 for the class: one against the rest.
 */
public record BinaryCrossEntropy() implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_bce", LossesOfValues::binaryCrossEntropy);

    @Override
    public String name() {
        return "bce";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> {});
    }
}
