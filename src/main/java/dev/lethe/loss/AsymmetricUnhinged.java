package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesOfLabel;
import java.util.OptionalDouble;

/**
 * Asymmetric unhinged loss, ((a - p_y)^q - (a - 1)^q) / q (Zhou et al., 2021, arXiv 2106.03110): bounded, with the least
 * risk where the most frequent label is. Symmetric only for q = 1, where it is 1 - p_y.
 *
 * <p>Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param a in [1.001, 1000]; 5.5 in the paper for CIFAR, 3 for MNIST
 * @param q in [0.001, 10]; 3 for CIFAR, 0.1 for MNIST
 */
public record AsymmetricUnhinged(double a, double q) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_aue", LossesOfLabel::asymmetricUnhinged);
    static final Interval A = new Interval(1.001, 1000);
    static final Interval Q = new Interval(0.001, 10);

    public AsymmetricUnhinged {
        A.require("a", a, "asymmetric unhinged loss");
        Q.require("q", q, "asymmetric unhinged loss");
    }

    @Override
    public String name() {
        return "aue";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32((float) (a - 1)).f32((float) q));
    }

    @Override
    public OptionalDouble symmetricSum(int classes) {
        return q == 1 ? OptionalDouble.of(classes - 1) : OptionalDouble.empty();
    }
}
