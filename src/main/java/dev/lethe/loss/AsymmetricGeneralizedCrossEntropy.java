package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesOfLabel;
import java.util.OptionalDouble;

/**
 * Asymmetric generalized cross-entropy, ((a + 1)^q - (a + p_y)^q) / q (Zhou et al., 2021, arXiv 2106.03110): bounded, with
 * the least risk where the most frequent label is. Symmetric only for q = 1, where it is 1 - p_y.
 *
 * <p>Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param a in [0.001, 1000]; 0.6 in the paper for CIFAR, 4 for MNIST
 * @param q in [0.001, 10]; 0.6 for CIFAR, 0.2 for MNIST
 */
public record AsymmetricGeneralizedCrossEntropy(double a, double q) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_agce", LossesOfLabel::asymmetricGeneralized);
    static final Interval A = new Interval(0.001, 1000);
    static final Interval Q = new Interval(0.001, 10);

    public AsymmetricGeneralizedCrossEntropy {
        A.require("a", a, "asymmetric generalized cross-entropy");
        Q.require("q", q, "asymmetric generalized cross-entropy");
    }

    @Override
    public String name() {
        return "agce";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32((float) a).f32((float) q));
    }

    @Override
    public OptionalDouble symmetricSum(int classes) {
        return q == 1 ? OptionalDouble.of(classes - 1) : OptionalDouble.empty();
    }
}
