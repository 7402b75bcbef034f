package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesOfLabel;

/**
 * Truncated generalized cross-entropy, (1 - max(p_y, k)^q) / q (Zhang and Sabuncu, 2018, arXiv 1805.07836, section 3.3):
 * labels of a probability up to k give no gradient, since they are probably wrong. {@link GeneralizedCrossEntropy} in the
 * first epochs, in which no probability says anything yet.
 *
 * <p>What is cut is decided anew in each step, by the probability at hand, and an example comes back as soon as its label
 * is likely again. The authors minimise the same bound in turns: every 10 epochs a mask of one bit for each training example
 * is made from the best network so far, and held until the next time.
 *
 * <p>Of mixed and soft targets it is the sum over classes of target times loss. The epoch is read on the device from the clock of the pass; where the pass has none, as in evaluation,
 * the loss is truncated.
 *
 * @param q in (0, 1]; 0.7 in the paper
 * @param k in [0, 1); 0.5 in the paper, 0 cuts nothing
 * @param start epochs of training before labels are cut, from 0 to 1e6; 40 of 120 for CIFAR-10, 80 of 150 for CIFAR-100
 */
public record TruncatedGeneralizedCrossEntropy(double q, double k, int start) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_tgce", LossesOfLabel::truncatedGeneralized);
    static final Interval START = new Interval(0, 1e6);

    public TruncatedGeneralizedCrossEntropy {
        if (!(q > 0 && q <= 1)) {
            throw new IllegalArgumentException("q " + q + " of truncated generalized cross-entropy is not in (0, 1]");
        }
        if (!(k >= 0 && k < 1)) {
            throw new IllegalArgumentException("k " + k + " of truncated generalized cross-entropy is not in [0, 1)");
        }
        START.require("start", start, "truncated generalized cross-entropy");
    }

    @Override
    public String name() {
        return "tgce";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        float least = (float) StrictMath.log(k);
        return FusedLoss.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32((float) q).f32(least).i32(start).in(pass.hasClock() ? pass.clock() : null));
    }
}
