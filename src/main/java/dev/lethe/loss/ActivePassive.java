package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesNormalised;
import java.util.OptionalDouble;

/**
 * Active passive loss, alpha active + beta passive (Ma et al., 2020, arXiv 2006.13554): a normalised loss, which raises the
 * probability of the label, and one that lowers those of the other classes. Both are symmetric and bounded, so the sum
 * is, too.
 *
 * <p>Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param alpha weight of the active loss in [0, 1e6]; in the paper 1, for CIFAR-100 10
 * @param beta weight of the passive loss in [0, 1e6]; in the paper 1, for MNIST 10; with RCE 0.1 for CIFAR-100
 */
public record ActivePassive(double alpha, NormalisedLoss active, double beta, Passive passive) implements Loss {
    private static final Kernel KERNEL = Kernel.of("loss_normalised", LossesNormalised::normalised);

    /**
     * A passive loss, factor (1 - p_y).
     *
     * @param name how it is called in the name of the whole
     * @param factor in [0.001, 1000]
     */
    public record Passive(String name, double factor) {
        public Passive {
            ReverseCrossEntropy.A.require("factor", factor, "the passive loss " + name);
        }

        /** Absolute error as the authors' code has it, 1 - p_y: half of {@link MeanAbsoluteError}. */
        public static Passive mae() {
            return new Passive("mae", 1);
        }

        /** {@link ReverseCrossEntropy}, a (1 - p_y); 9.21 is a = - ln 1e-4 of the authors' code. */
        public static Passive rce(double a) {
            return new Passive("rce", a);
        }
    }

    public ActivePassive {
        Interval.WEIGHT.require("alpha", alpha, "the active passive loss");
        Interval.WEIGHT.require("beta", beta, "the active passive loss");
    }

    @Override
    public String name() {
        return active.name() + "+" + passive.name();
    }

    /** See {@link Loss#losses}; {@code outputs} must have two columns or more. */
    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return losses(pass, active, alpha, beta * passive.factor(), outputs, targets, tracked);
    }

    @Override
    public OptionalDouble symmetricSum(int classes) {
        return OptionalDouble.of(alpha * active.scale() + beta * passive.factor() * (classes - 1));
    }

    /** alpha active + linear (1 - p_y). */
    static Tensor losses(
            Pass pass,
            NormalisedLoss active,
            double alpha,
            double linear,
            Tensor outputs,
            Targets targets,
            Tracked tracked) {
        if (outputs.columns() < 2) {
            throw new IllegalArgumentException("a normalised loss compares classes: outputs " + outputs);
        }
        return FusedLoss.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32((float) active.gamma())
                        .f32((float) (alpha * active.scale()))
                        .f32((float) linear));
    }
}
