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
        long warmup = Math.round(c.number("warmup", 0) * stepsPerEpoch);
        Schedule schedule;
        switch (c.name()) {
            case "constant":
                schedule = Schedule.constant(rate);
                break;
            case "cosine":
                schedule = Schedule.cosine(rate, c.number("end", 0), Math.max(1, steps - warmup));
                break;
            case "step":
                schedule = Schedule.step(rate, c.number("factor", 0.1), milestones(spec, c, steps));
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

    private static long[] milestones(String spec, Choice c, long steps) {
        String[] parts = c.string("at", "0.5+0.75").split("\\+");
        long[] at = new long[parts.length];
        for (int i = 0; i < at.length; i++) {
            try {
                at[i] = Math.round(Double.parseDouble(parts[i]) * steps);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "schedule '" + spec + "': '" + parts[i] + "' is no fraction of training; allowed: " + ALLOWED);
            }
        }
        return at;
    }
}
