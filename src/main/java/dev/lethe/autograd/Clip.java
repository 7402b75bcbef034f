package dev.lethe.autograd;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.PrivateSteps;

/**
 * Clipping of each example's gradient, so that none pulls harder than {@code bound}.
 *
 * @param perLayer whether the bound is for the gradient of each operation rather than for all of them together; L bounds of
 *     C / sqrt(L) are one of C
 * @param automatic whether gradients are brought to about the bound whatever their norm
 * @param bound largest norm, above 0
 * @param stability what is added to the norm in automatic clipping, above 0
 */
public record Clip(boolean perLayer, boolean automatic, float bound, float stability) implements Reweighting {
    private static final Kernel FACTORS = Kernel.of("clip_factors", PrivateSteps::clipFactors);

    public Clip {
        if (!(bound > 0 && bound < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "clipping of gradients to a norm of " + bound + ": a finite bound above 0 is allowed");
        }
        if (!(stability > 0 && stability < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("automatic clipping with stability " + stability
                    + ": a finite number above 0 is allowed, usually 0.01");
        }
    }

    /** Factors min(1, bound / norm) of the norm over all parameters (Abadi et al., 2016, arXiv 1607.00133). */
    public static Clip flat(double bound) {
        return new Clip(false, false, (float) bound, 0.01f);
    }

    /** The same of each operation's parameters by themselves. */
    public static Clip perLayer(double bound) {
        return new Clip(true, false, (float) bound, 0.01f);
    }

    /** Factors bound / (norm + 0.01) (Bu et al., 2022, arXiv 2206.07136). */
    public static Clip automatic(double bound) {
        return new Clip(false, true, (float) bound, 0.01f);
    }

    @Override
    public void factors(Pass pass, Tensor norms, Tensor factors) {
        pass.launch(FACTORS)
                .in(norms)
                .out(factors)
                .f32(bound)
                .f32(stability)
                .i32(automatic ? 1 : 0)
                .i32(norms.count())
                .each(norms.size());
    }
}
