package dev.lethe.optim;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.nn.Parameters;
import java.util.Map;

/** Adam (Kingma and Ba, 2015, arXiv 1412.6980). Weight decay is added to the gradient, as decay p. */
public final class Adam implements Optimizer {
    private final AdamSteps steps;

    /** With the usual numbers: beta1 0.9, beta2 0.999, eps 1e-8, no clipping. */
    public Adam(Device device, Arena arena, Parameters parameters, Clock clock, Schedule rate, double weightDecay) {
        this(device, arena, parameters, clock, rate, 0.9, 0.999, 1e-8, weightDecay, null);
    }

    /**
     * Takes the channels {@code rate}, {@code adam_c1} and {@code adam_c2} of a clock that is not started yet.
     *
     * @param arena where the moments are kept
     * @param beta1 how much of the first moment is kept
     * @param beta2 how much of the second moment is kept
     * @param eps added to the root of the second moment
     * @param weightDecay of those parameters that decay; usually 0
     * @param clipping or null
     */
    public Adam(
            Device device,
            Arena arena,
            Parameters parameters,
            Clock clock,
            Schedule rate,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            Clipping clipping) {
        Binding binding = new Binding(device, arena, parameters, clock, clipping);
        steps = new AdamSteps("adam", binding, rate, beta1, beta2, eps, weightDecay, false);
    }

    @Override
    public void step(Parameters parameters, Clock clock) {
        steps.step(parameters, clock);
    }

    @Override
    public Map<String, Tensor> state() {
        return steps.state();
    }

    @Override
    public String describe() {
        return steps.describe();
    }
}
