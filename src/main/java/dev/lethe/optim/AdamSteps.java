package dev.lethe.optim;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.cpu.Optimisers;
import dev.lethe.nn.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;

/** The steps that Adam and AdamW share: moments, and their bias corrections as channels of the clock. */
final class AdamSteps {
    static final Kernel STEP = Kernel.of("adam_step", Optimisers::adam);

    private final String name;
    private final Binding binding;
    private final Tensor rate;
    private final Tensor c1;
    private final Tensor c2;
    private final float beta1;
    private final float beta2;
    private final float eps;
    private final float decay;
    private final boolean decoupled;
    private final Tensor first;
    private final Tensor second;

    AdamSteps(
            String name,
            Binding binding,
            Schedule rate,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            boolean decoupled) {
        this.name = name;
        this.binding = binding;
        this.beta1 = (float) Binding.require(name, "beta1", beta1, 0, 0.999999);
        this.beta2 = (float) Binding.require(name, "beta2", beta2, 0, 0.999999);
        this.eps = (float) Binding.require(name, "eps", eps, 1e-30, 1);
        this.decay = (float) Binding.require(name, "weight decay", weightDecay, 0, 1e6);
        this.decoupled = decoupled;
        this.rate = binding.clock().channel("rate", rate);
        // Of the rounded betas, since those are what the moments are made with.
        this.c1 = binding.clock().channel("adam_c1", correction(this.beta1));
        this.c2 = binding.clock().channel("adam_c2", correction(this.beta2));
        this.first = binding.zeros();
        this.second = binding.zeros();
    }

    private static Schedule correction(double beta) {
        return step -> 1 / (1 - StrictMath.pow(beta, step + 1));
    }

    void step(Parameters parameters, Clock clock) {
        for (Parameters.Range r : binding.begin(name, parameters, clock, decay)) {
            Tensor p = r.of(parameters.values());
            float lambda = r.decays() ? decay : 0;
            binding.device()
                    .launch(STEP)
                    .in(r.of(parameters.gradients()))
                    .out(r.of(first))
                    .out(r.of(second))
                    .out(p)
                    .in(rate)
                    .in(c1)
                    .in(c2)
                    .in(binding.scale())
                    .f32(beta1)
                    .f32(beta2)
                    .f32(eps)
                    .f32(decoupled ? 0 : lambda)
                    .f32(decoupled ? lambda : 0)
                    .i32(p.count())
                    .each(p.size());
        }
        parameters.applied();
    }

    Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("first_moment", first);
        all.put("second_moment", second);
        return all;
    }

    String describe() {
        return name + " beta1=" + beta1 + " beta2=" + beta2 + " eps=" + eps + " weight_decay=" + decay
                + binding.clipped();
    }
}
