package dev.lethe.study.early;

import dev.lethe.Device;
import dev.lethe.study.StudyRun;

/**
 * One setting of the linear model.
 *
 * @param delta probability that a label is a coin's
 * @param rate length of a step
 * @param steps the most that are taken
 */
record Setup(int n, int p, double sigma, double delta, double rate, int steps) {

    Setup withRate(double value, int most) {
        return new Setup(n, p, sigma, delta, value, most);
    }

    TwoGaussians draw(long seed) {
        return TwoGaussians.draw(n, p, sigma, delta, seed);
    }

    /** Descends until every label is fitted or the steps are done; form and start are the run's settings. */
    Trajectory descend(StudyRun run, TwoGaussians data, long seed, Objective.Kind kind) {
        Device device = run.device();
        boolean orthogonal = run.settings().text("theta0").equals("orthogonal");
        Descent.Form form = run.settings().text("gradient").equals("exact") ? Descent.Form.EXACT : Descent.Form.PAPER;
        float[] start = TwoGaussians.start(p, orthogonal, seed);
        try (Descent descent = new Descent(device, data, start, form, kind, rate)) {
            return Trajectory.follow(descent, steps, Moment::fitted);
        }
    }

    @Override
    public String toString() {
        String text = "n = " + n + ", p = " + p + ", sigma = " + sigma + ", Delta = " + delta + ", step " + rate;
        return text.replaceAll("\\.0(?!\\d)", "");
    }
}
