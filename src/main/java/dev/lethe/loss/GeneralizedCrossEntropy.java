package dev.lethe.loss;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Losses;
import java.util.OptionalDouble;

/**
 * Generalized cross-entropy, (1 - p_y^q) / q (Zhang and Sabuncu, 2018): near cross-entropy for small q, 1 - p_y for 1.
 *
 * <p>The authors' code keeps p above 1e-7 and so gives no gradient below; here the gradient is p_y^q (p - e_y)
 * throughout. Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param q in (0, 1]; 0.7 in the paper
 */
public record GeneralizedCrossEntropy(double q) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_gce", Losses::generalizedCrossEntropy);

    public GeneralizedCrossEntropy {
        if (!(q > 0 && q <= 1)) {
            throw new IllegalArgumentException("q " + q + " of generalized cross-entropy is not in (0, 1]");
        }
    }

    @Override
    public String name() {
        return "gce";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> own.f32((float) q));
    }

    @Override
    public OptionalDouble symmetricSum(int classes) {
        return q == 1 ? OptionalDouble.of(classes - 1) : OptionalDouble.empty();
    }
}
