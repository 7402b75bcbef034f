package dev.lethe.optim;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.Optimisers;
import dev.lethe.nn.Parameters;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum: g += decay p; m = momentum m + g; p -= rate m.
 *
 * <p>Nesterov's form takes g + momentum m in place of m (Sutskever et al., 2013). This is the order of PyTorch; the rate
 * is not part of m.
 */
public final class Sgd implements Optimizer {
    static final Kernel STEP = Kernel.of("sgd_step", Optimisers::sgd);

    private final Binding binding;
    private final Tensor rate;
    private final float momentum;
    private final boolean nesterov;
    private final float decay;
    private final Tensor moment;

    /** Without clipping, see {@link #Sgd(Device, Arena, Parameters, Clock, Schedule, double, boolean, double, Clipping)}. */
    public Sgd(
            Device device,
            Arena arena,
            Parameters parameters,
            Clock clock,
            Schedule rate,
            double momentum,
            boolean nesterov,
            double weightDecay) {
        this(device, arena, parameters, clock, rate, momentum, nesterov, weightDecay, null);
    }

    /**
     * Takes the channel {@code rate} of a clock that is not started yet.
     *
     * @param arena where the momentum is kept
     * @param momentum from 0 to below 1; 0 keeps nothing
     * @param weightDecay of those parameters that decay
     * @param clipping or null
     */
    public Sgd(
            Device device,
            Arena arena,
            Parameters parameters,
            Clock clock,
            Schedule rate,
            double momentum,
            boolean nesterov,
            double weightDecay,
            Clipping clipping) {
        this.momentum = (float) Binding.require("SGD", "momentum", momentum, 0, 0.999999);
        this.decay = (float) Binding.require("SGD", "weight decay", weightDecay, 0, 1e6);
        if (nesterov && momentum == 0) {
            throw new IllegalArgumentException("SGD: Nesterov's form needs a momentum over 0");
        }
        this.binding = new Binding(device, arena, parameters, clock, clipping);
        this.nesterov = nesterov;
        this.rate = clock.channel("rate", rate);
        this.moment = momentum == 0 ? null : binding.zeros();
    }

    @Override
    public void step(Parameters parameters, Clock clock) {
        for (Parameters.Range r : binding.begin("SGD", parameters, clock, decay)) {
            Tensor p = r.of(parameters.values());
            binding.device()
                    .launch(STEP)
                    .in(r.of(parameters.gradients()))
                    .out(moment == null ? null : r.of(moment))
                    .out(p)
                    .in(rate)
                    .in(binding.scale())
                    .f32(momentum)
                    .i32(nesterov ? 1 : 0)
                    .f32(r.decays() ? decay : 0)
                    .i32(p.count())
                    .each(p.size());
        }
        parameters.applied();
    }

    @Override
    public Map<String, Tensor> state() {
        return moment == null ? Map.of() : Map.of("momentum", moment);
    }

    @Override
    public String describe() {
        return "sgd momentum=" + momentum + " nesterov=" + nesterov + " weight_decay=" + decay + binding.clipped();
    }
}
