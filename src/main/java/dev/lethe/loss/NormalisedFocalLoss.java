package dev.lethe.loss;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/**
 * Normalised focal loss, scale h_y / sum of h_j with h = - (1 - p)^gamma ln p (Ma et al., 2020, arXiv 2006.13554):
 * symmetric and in [0, scale].
 *
 * <p>The gradient is that of the formula. The authors' code detaches the factors (1 - p)^gamma, which leaves part of it
 * out.
 *
 * @param scale in [0, 1e6]; 1, for MNIST 10
 * @param gamma in [0, 10]; 0.5 in the paper, 0 is {@link NormalisedCrossEntropy}
 */
public record NormalisedFocalLoss(double scale, double gamma) implements NormalisedLoss {
    public NormalisedFocalLoss {
        Interval.WEIGHT.require("scale", scale, "normalised focal loss");
        FocalLoss.GAMMA.require("gamma", gamma, "normalised focal loss");
    }

    @Override
    public String name() {
        return "nfl";
    }

    /** See {@link Loss#losses}; {@code outputs} must have two columns or more. */
    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return ActivePassive.losses(pass, this, 1, 0, outputs, targets, tracked);
    }
}
