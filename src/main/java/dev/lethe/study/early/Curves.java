package dev.lethe.study.early;

import dev.lethe.study.LineChart;
import java.util.List;

/** Charts of descent on the linear model, over the number of the step, from 1. */
final class Curves {
    private Curves() {}

    static List<LineChart> all(Trajectory t) {
        return List.of(labels("Accuracies", t), direction(t), weights(t), loss(t));
    }

    /** What is predicted, of wrong and of right labels. */
    static LineChart labels(String title, Trajectory t) {
        return new LineChart(title, "of wrong and of right labels", "step", LineChart.Axis.LOGARITHMIC, true, steps(t))
                .line("wrong, true class", t.curve(Moment::recovered))
                .line("wrong, memorized", t.curve(Moment::memorized))
                .line("right", t.curve(Moment::clean));
    }

    private static LineChart direction(Trajectory t) {
        return new LineChart(
                        "Direction",
                        "of the next step, and how far the steps have led",
                        "step",
                        LineChart.Axis.LOGARITHMIC,
                        false,
                        steps(t))
                .line("cosine of step and v", t.curve(Moment::cosine))
                .line("theta.v", t.curve(Moment::alignment))
                .line("way from the start", t.curve(Moment::drift));
    }

    private static LineChart weights(Trajectory t) {
        return new LineChart(
                        "Weight in the gradient",
                        "mean of kappa^2",
                        "step",
                        LineChart.Axis.LOGARITHMIC,
                        false,
                        steps(t))
                .line("right labels", t.curve(Moment::kappaClean))
                .line("wrong labels", t.curve(Moment::kappaWrong));
    }

    private static LineChart loss(Trajectory t) {
        return new LineChart("Loss", "mean of all examples", "step", LineChart.Axis.LOGARITHMIC, false, steps(t))
                .line("loss", t.curve(Moment::loss));
    }

    private static double[] steps(Trajectory t) {
        return t.curve(m -> m.steps() + 1);
    }
}
