package dev.lethe.train;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.PrivateSteps;
import dev.lethe.nn.Parameter;
import dev.lethe.nn.Parameters;

/** Normal noise on gradients, drawn by the step of the clock. */
final class GradientNoise {
    private static final Kernel NOISE = Kernel.of("gaussian_noise", PrivateSteps::gaussianNoise);

    private GradientNoise() {}

    /**
     * Adds it to every gradient that an optimiser will use: frozen parameters and the gaps of the layout stay 0.
     *
     * @param deviation of each coordinate, 0 or more
     */
    static void add(Pass pass, Parameters parameters, double deviation) {
        for (Parameter p : parameters.list()) {
            int index = parameters.indexOf(p.value());
            if (!parameters.frozen(index)) {
                Tensor gradient = parameters.gradient(index);
                pass.launch(NOISE)
                        .in(pass.clock())
                        .out(gradient)
                        .f32((float) deviation)
                        .i32(pass.nextSite())
                        .i32(gradient.count())
                        .each(gradient.size());
            }
        }
    }
}
