package dev.lethe.loss;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/**
 * Normalised cross-entropy, scale ln p_y / sum of ln p_j (Ma et al., 2020, arXiv 2006.13554): symmetric and in [0,
 * scale]. Alone it learns too little; {@link ActivePassive} adds what is missing.
 *
 * @param scale in [0, 1e6]; 1, for MNIST 10
 */
public record NormalisedCrossEntropy(double scale) implements NormalisedLoss {
    public NormalisedCrossEntropy {
        Interval.WEIGHT.require("scale", scale, "normalised cross-entropy");
    }

    @Override
    public double gamma() {
        return 0;
    }

    @Override
    public String name() {
        return "nce";
    }

    /** See {@link Loss#losses}; {@code outputs} must have two columns or more. */
    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return ActivePassive.losses(pass, this, 1, 0, outputs, targets, tracked);
    }
}
