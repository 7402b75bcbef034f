package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Losses;
import java.util.OptionalDouble;

/**
 * Robust log loss, ln((a+1)/a) - ln(a + p_y) + the mean over the other classes j of ln(a + p_j) (Patel and Sastry,
 * 2021, arXiv 2107.09957): symmetric, the sum over all classes y is k ln((a+1)/a).
 *
 * <p>0 at p_y = 1 and bounded. Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param alpha a, positive; 0.1 in the authors' code
 */
public record RobustLogLoss(double alpha) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_rll", Losses::robustLog);

    public RobustLogLoss {
        if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("alpha " + alpha + " of the robust log loss is not positive and finite");
        }
    }

    @Override
    public String name() {
        return "rll";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        if (outputs.columns() < 2) {
            throw new IllegalArgumentException("the robust log loss compares classes: outputs " + outputs);
        }
        float offset = (float) StrictMath.log((alpha + 1) / alpha);
        return FusedLoss.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32((float) alpha).f32(offset));
    }

    @Override
    public OptionalDouble symmetricSum(int classes) {
        return OptionalDouble.of(classes * StrictMath.log((alpha + 1) / alpha));
    }
}
