package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.nn.Parameters;
import dev.lethe.optim.Adam;
import dev.lethe.optim.AdamW;
import dev.lethe.optim.Clipping;
import dev.lethe.optim.Clock;
import dev.lethe.optim.Optimizer;
import dev.lethe.optim.Schedule;
import dev.lethe.optim.Sgd;

/** Optimisers by name: what {@code --optimizer} takes. */
public final class OptimizerSpec {
    /** What is allowed, for help and messages. */
    public static final String ALLOWED = "sgd[:momentum=0.9,nesterov=false,decay=0,clip=0]"
            + ", adam[:beta1=0.9,beta2=0.999,eps=1e-8,decay=0,clip=0]"
            + ", adamw[:beta1=0.9,beta2=0.999,eps=1e-8,decay=0.01,clip=0]";

    private OptimizerSpec() {}

    /**
     * Builds an optimiser.
     *
     * @throws IllegalArgumentException naming the part that is not understood, and what is allowed
     */
    public static Optimizer build(
            String spec, Device device, Arena data, Parameters parameters, Clock clock, Schedule rate) {
        Choice c = Choice.parse("optimizer", spec);
        double limit = c.number("clip", 0);
        Clipping clipping = limit > 0 ? new Clipping(device, data, parameters, limit) : null;
        switch (c.name()) {
            case "sgd": {
                double momentum = c.number("momentum", 0.9);
                boolean nesterov = c.flag("nesterov");
                double decay = c.number("decay", 0);
                c.done(ALLOWED);
                return new Sgd(device, data, parameters, clock, rate, momentum, nesterov, decay, clipping);
            }
            case "adam":
            case "adamw": {
                boolean decoupled = c.name().equals("adamw");
                double beta1 = c.number("beta1", 0.9);
                double beta2 = c.number("beta2", 0.999);
                double eps = c.number("eps", 1e-8);
                double decay = c.number("decay", decoupled ? 0.01 : 0);
                c.done(ALLOWED);
                return decoupled
                        ? new AdamW(device, data, parameters, clock, rate, beta1, beta2, eps, decay, clipping)
                        : new Adam(device, data, parameters, clock, rate, beta1, beta2, eps, decay, clipping);
            }
            default:
                throw new IllegalArgumentException("unknown optimizer '" + spec + "'; allowed: " + ALLOWED);
        }
    }
}
