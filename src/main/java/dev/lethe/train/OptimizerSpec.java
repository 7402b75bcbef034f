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

    private record Settings(
            String name,
            double clip,
            double momentum,
            boolean nesterov,
            double beta1,
            double beta2,
            double eps,
            double decay) {

        static Settings parse(String spec) {
            Choice c = Choice.parse("optimizer", spec);
            boolean adam = c.name().equals("adam") || c.name().equals("adamw");
            if (!adam && !c.name().equals("sgd")) {
                throw new IllegalArgumentException("unknown optimizer '" + spec + "'; allowed: " + ALLOWED);
            }
            Settings settings = new Settings(
                    c.name(),
                    c.number("clip", 0),
                    adam ? 0 : c.number("momentum", 0.9),
                    !adam && c.flag("nesterov"),
                    adam ? c.number("beta1", 0.9) : 0,
                    adam ? c.number("beta2", 0.999) : 0,
                    adam ? c.number("eps", 1e-8) : 0,
                    c.number("decay", c.name().equals("adamw") ? 0.01 : 0));
            c.done(ALLOWED);
            return settings;
        }
    }

    /** Fails as {@link #build} would, before anything is allocated. */
    static void require(String spec) {
        Settings.parse(spec);
    }

    /**
     * Builds an optimiser.
     *
     * @throws IllegalArgumentException naming the part that is not understood, and what is allowed
     */
    public static Optimizer build(
            String spec, Device device, Arena data, Parameters parameters, Clock clock, Schedule rate) {
        Settings s = Settings.parse(spec);
        Clipping clipping = s.clip() > 0 ? new Clipping(device, data, parameters, s.clip()) : null;
        switch (s.name()) {
            case "adam":
                return new Adam(
                        device, data, parameters, clock, rate, s.beta1(), s.beta2(), s.eps(), s.decay(), clipping);
            case "adamw":
                return new AdamW(
                        device, data, parameters, clock, rate, s.beta1(), s.beta2(), s.eps(), s.decay(), clipping);
            default:
                return new Sgd(device, data, parameters, clock, rate, s.momentum(), s.nesterov(), s.decay(), clipping);
        }
    }
}
