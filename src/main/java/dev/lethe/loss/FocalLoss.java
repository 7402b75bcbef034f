package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesOfLabel;

/**
 * Focal loss, - (1 - p_y)^gamma ln p_y (Lin et al., 2017, arXiv 1708.02002): cross-entropy that makes less of examples that
 * are right already.
 *
 * <p>The gradient is that of the formula. Code of papers on label noise detaches the factor (1 - p_y)^gamma, whose gradient
 * is another: w (p - e_y) with w = (1 - p_y)^gamma, without - gamma p_y (1 - p_y)^(gamma - 1) ln p_y.
 *
 * <p>Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param gamma in [0, 10]; 0.5 in studies of label noise, 2 in the paper, 0 is cross-entropy
 */
public record FocalLoss(double gamma) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_focal", LossesOfLabel::focal);
    static final Interval GAMMA = new Interval(0, 10);

    public FocalLoss {
        GAMMA.require("gamma", gamma, "focal loss");
    }

    @Override
    public String name() {
        return "focal";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> own.f32((float) gamma));
    }
}
