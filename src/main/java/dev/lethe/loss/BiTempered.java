package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesTempered;

/**
 * Bi-tempered logistic loss (Amid et al., 2019, arXiv 1906.03361): - log_t1 p_y - (1 - sum of p_j^(2 - t1)) / (2 - t1),
 * where p is the tempered softmax with t2 and log_t(u) = (u^(1-t) - 1) / (1 - t).
 *
 * <p>Below 1, t1 bounds the loss; above 1, t2 gives p a heavy tail. With t1 = t2 = 1 it is cross-entropy. The tempered
 * softmax is normalised by a fixed number of Newton steps, exact to float32; it is what is tracked as the probability. Of
 * mixed and soft targets the loss is the sum over classes of target times loss, which differs from the authors' by a
 * constant.
 *
 * @param t1 in [0, 1]
 * @param t2 in [1, 5]
 */
public record BiTempered(double t1, double t2) implements Loss {
    /** Above it the terms of the normalisation leave the range of floats. */
    static final double MOST = 5;

    static final Kernel KERNEL = Kernel.of("loss_bitempered", LossesTempered::biTempered);

    public BiTempered {
        if (!(t1 >= 0 && t1 <= 1)) {
            throw new IllegalArgumentException("t1 " + t1 + " of the bi-tempered loss is not in [0, 1]");
        }
        if (!(t2 >= 1 && t2 <= MOST)) {
            throw new IllegalArgumentException("t2 " + t2 + " of the bi-tempered loss is not in [1, " + MOST + "]");
        }
    }

    @Override
    public String name() {
        return "bitempered";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32((float) (1 - t1)).f32((float) (t2 - 1)));
    }
}
