package dev.lethe.study.early;

import dev.lethe.study.LineChart;
import java.util.List;

/** Charts of descent on the linear model, over the number of the step, from 1. */
final class Curves {
    private Curves() {}

    static List<LineChart> all(Trajectory t) {
        return List.of(labels("Accuracies", t), direction(t), weights(t));
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
                        "cosine of the next step and v",
                        "step",
                        LineChart.Axis.LOGARITHMIC,
                        false,
                        steps(t))
                .line("cosine", t.curve(Moment::cosine))
                .line("theta.v", t.curve(Moment::alignment))
                .line("way from the start", t.curve(Moment::drift));
    }

    private static LineChart weights(Trajectory t) {
        return new LineChart(
                        "Weight in the gradient", "mean kappa^2", "step", LineChart.Axis.LOGARITHMIC, false, steps(t))
                .line("kappa^2, right labels", t.curve(Moment::kappaClean))
                .line("kappa^2, wrong labels", t.curve(Moment::kappaWrong));
    }

    private static double[] steps(Trajectory t) {
        return t.curve(m -> m.steps() + 1);
    }
}
