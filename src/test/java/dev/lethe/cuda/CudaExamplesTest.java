package dev.lethe.cuda;

import dev.lethe.ClockState;
import dev.lethe.Kernel;
import dev.lethe.cpu.PrivateSteps;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kernels for single examples whose every element is computed by itself: the bits of the CPU. */
@Tag("cuda")
class CudaExamplesTest {
    /** Angles of all quarters of a turn and radii of all sizes are among the draws. */
    @Test
    void noise() {
        Kernel noise = Kernel.of("gaussian_noise", PrivateSteps::gaussianNoise);
        int[] clock = new int[ClockState.LENGTH];
        clock[ClockState.STEP] = 9;
        clock[ClockState.SEED_LOW] = -5;
        clock[ClockState.SEED_HIGH] = 3;
        try (Twin twin = new Twin()) {
            for (int n : new int[] {1, 33, 1025, 300_001}) {
                for (int shift = 0; shift < 2; shift++) {
                    float[] y = LossCalls.normal(n, 2, n);
                    twin.of(noise)
                            .in(clock)
                            .shifted(shift)
                            .out(y)
                            .f32(0.7f)
                            .i32(4, n)
                            .each(n);
                }
            }
        }
    }

    @Test
    void factors() {
        Kernel factors = Kernel.of("clip_factors", PrivateSteps::clipFactors);
        float[] norms = LossCalls.uniform(1025, 3, 1);
        norms[7] = 0;
        norms[8] = Float.NaN;
        norms[9] = Float.POSITIVE_INFINITY;
        try (Twin twin = new Twin()) {
            for (int rule = 0; rule < 2; rule++) {
                twin.of(factors)
                        .in(norms)
                        .fresh(norms.length)
                        .f32(0.9f)
                        .f32(0.01f)
                        .i32(rule, norms.length)
                        .each(norms.length);
            }
        }
    }
}
