package dev.lethe.loss;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/**
 * {@link CrossEntropy} with label smoothing: the target of the label is 1 - smoothing (k - 1) / k, that of every other class
 * smoothing / k (Szegedy et al., 2016, arXiv 1512.00567).
 *
 * @param smoothing in [0, 1); 0.1 in the paper
 */
public record LabelSmoothing(double smoothing) implements Loss {
    public LabelSmoothing {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("smoothing " + smoothing + " of label smoothing is not in [0, 1)");
        }
    }

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return new CrossEntropy(smoothing).losses(pass, outputs, targets, tracked);
    }
}
