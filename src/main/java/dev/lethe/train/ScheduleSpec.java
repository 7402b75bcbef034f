package dev.lethe.train;

import dev.lethe.optim.Schedule;

/** Learning-rate schedules by name: what {@code --schedule} takes. */
public final class ScheduleSpec {
    /** What is allowed, for help and messages. */
    public static final String ALLOWED = "constant, cosine[:end=0,warmup=0], step[:at=0.5+0.75,factor=0.1,warmup=0],"
            + " onecycle; warmup in epochs, at as fractions of training";

    private ScheduleSpec() {}

    /**
     * @param rate highest rate
     * @param stepsPerEpoch steps in an epoch
     * @param steps steps in all
     * @throws IllegalArgumentException naming the part that is not understood, and what is allowed
     */
    public static Schedule build(String spec, double rate, int stepsPerEpoch, long steps) {
        Choice c = Choice.parse("schedule", spec);
        boolean warms = c.name().equals("cosine") || c.name().equals("step");
        long warmup = warms ? Math.round(c.number("warmup", 0) * stepsPerEpoch) : 0;
        if (warmup > steps) {
            throw new IllegalArgumentException("schedule '" + spec + "': a warm-up of " + warmup
                    + " steps is longer than the training of " + steps);
        }
        Schedule schedule;
        switch (c.name()) {
            case "constant":
                schedule = Schedule.constant(rate);
                break;
            case "cosine":
                schedule = Schedule.cosine(rate, c.number("end", 0, rate), Math.max(1, steps - warmup));
                break;
            case "step":
                schedule = Schedule.step(rate, c.number("factor", 0.1, 1), milestones(spec, c, steps, warmup));
                break;
            case "onecycle":
                schedule = Schedule.oneCycle(rate, steps);
                break;
            default:
                throw new IllegalArgumentException("unknown schedule '" + spec + "'; allowed: " + ALLOWED);
        }
        c.done(ALLOWED);
        return warmup > 0 ? Schedule.warmUp(warmup, schedule) : schedule;
    }

    /** The steps after the warm-up at which the given fractions of all training are reached. */
    private static long[] milestones(String spec, Choice c, long steps, long warmup) {
        String[] parts = c.string("at", "0.5+0.75").split("\\+");
        long[] at = new long[parts.length];
        for (int i = 0; i < at.length; i++) {
            double fraction;
            try {
                fraction = Double.parseDouble(parts[i]);
            } catch (NumberFormatException e) {
                fraction = Double.NaN;
            }
            if (!(fraction > 0 && fraction < 1)) {
                throw new IllegalArgumentException("schedule '" + spec + "': '" + parts[i]
                        + "' is no fraction of training between 0 and 1; allowed: " + ALLOWED);
            }
            at[i] = Math.max(0, Math.round(fraction * steps) - warmup);
        }
        return at;
    }
}
