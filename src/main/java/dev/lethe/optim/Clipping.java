package dev.lethe.optim;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.GradientNorm;
import dev.lethe.nn.Parameters;

/**
 * Scales the gradient of all parameters down to a norm of at most {@code limit} (Pascanu et al., 2013,
 * arXiv 1211.5063).
 *
 * <p>The factor stays in device memory, where the optimiser reads it; the gradients themselves are not changed.
 */
public final class Clipping {
    static final Kernel BLOCKS = Kernel.of("squared_norm_blocks", GradientNorm::blocks);
    static final Kernel FACTOR = Kernel.of("clip_factor", GradientNorm::factor);

    private final Device device;
    private final Parameters parameters;
    private final double limit;
    private final Tensor blocks;
    private final Tensor factor;
    private final Tensor norm;

    /**
     * Clipping of {@code parameters}.
     *
     * @param arena for a few numbers that last as long as training
     * @param limit largest norm, from 1e-30 to 1e30
     */
    public Clipping(Device device, Arena arena, Parameters parameters, double limit) {
        Binding.require("clipping of gradients", "the largest norm", limit, 1e-30, 1e30);
        this.device = device;
        this.parameters = parameters;
        this.limit = limit;
        int n = parameters.gradients().count();
        blocks = arena.floats(Math.max(1, (n + GradientNorm.BLOCK - 1) / GradientNorm.BLOCK));
        factor = arena.floats(1);
        norm = arena.floats(1);
    }

    /** Computes the norm and the factor of the present gradients; optimisers that clip call it themselves. */
    public void measure() {
        Tensor g = parameters.gradients();
        device.launch(BLOCKS).in(g).out(blocks).i32(g.count()).rows(blocks.count(), GradientNorm.BLOCK);
        device.launch(FACTOR)
                .in(blocks)
                .f32((float) limit)
                .out(norm)
                .out(factor)
                .i32(blocks.count())
                .each(1);
    }

    /** min(1, limit / norm) as last measured, F32 (1). */
    public Tensor factor() {
        return factor;
    }

    /** Norm of the gradients as last measured, before clipping, F32 (1). */
    public Tensor norm() {
        return norm;
    }

    public double limit() {
        return limit;
    }
}
