package dev.lethe.loss;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.OptionalDouble;

/**
 * Reverse cross-entropy, a (1 - p_y) (Wang et al., 2019, arXiv 1908.06112): - sum of p_j ln t_j with ln 0 taken as -a.
 * Symmetric, the sum over all classes y is a (k - 1).
 *
 * <p>Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param a in [0.001, 1000], less the paper's A; 4 in the paper. Code that keeps targets above 1e-4 has 9.21
 */
public record ReverseCrossEntropy(double a) implements Loss {
    static final Interval A = new Interval(0.001, 1000);

    public ReverseCrossEntropy {
        A.require("a", a, "reverse cross-entropy");
    }

    @Override
    public String name() {
        return "rce";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(
                pass,
                SymmetricCrossEntropy.KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32(0).f32((float) a));
    }

    @Override
    public OptionalDouble symmetricSum(int classes) {
        return OptionalDouble.of(a * (classes - 1));
    }
}
