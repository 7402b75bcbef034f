package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesOfLabel;
import java.util.OptionalDouble;

/**
 * Symmetric cross-entropy, - alpha ln p_y + beta a (1 - p_y) (Wang et al., 2019, arXiv 1908.06112): cross-entropy, which
 * learns, and {@link ReverseCrossEntropy}, which is robust. Only the second is symmetric.
 *
 * <p>Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param alpha weight of cross-entropy in [0, 1e6]; in the paper 0.01 for MNIST, 0.1 for CIFAR-10, 6 for CIFAR-100
 * @param beta weight of reverse cross-entropy in [0, 1e6]; 1, for CIFAR-100 0.1
 * @param a in [0.001, 1000], less the paper's A; 4 in the paper
 */
public record SymmetricCrossEntropy(double alpha, double beta, double a) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_sce", LossesOfLabel::symmetricCrossEntropy);

    public SymmetricCrossEntropy {
        Interval.WEIGHT.require("alpha", alpha, "symmetric cross-entropy");
        Interval.WEIGHT.require("beta", beta, "symmetric cross-entropy");
        ReverseCrossEntropy.A.require("a", a, "symmetric cross-entropy");
    }

    @Override
    public String name() {
        return "sce";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32((float) alpha).f32((float) (beta * a)));
    }

    @Override
    public OptionalDouble symmetricSum(int classes) {
        return alpha == 0 ? OptionalDouble.of(beta * a * (classes - 1)) : OptionalDouble.empty();
    }
}
