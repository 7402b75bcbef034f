package dev.lethe.study.early;

import dev.lethe.loss.LossSpec;
import dev.lethe.study.Claim;
import dev.lethe.study.LineChart;
import dev.lethe.study.Section;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import dev.lethe.study.Training;
import dev.lethe.train.EpochRecord;
import dev.lethe.train.Parts;
import dev.lethe.train.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Deep networks on noisy labels, epoch by epoch, apart for right and for wrong labels (Liu et al., 2020, figure 1). */
final class DeepComparison {
    private final StudyRun run;
    private final List<Claim> claims = new ArrayList<>();

    DeepComparison(StudyRun run) {
        this.run = run;
    }

    StudyResult result() {
        String noise = run.settings().text("noise");
        Training training = new Training(run);
        Parts parts = training.load(noise);
        requireWrongLabels(parts, noise);
        Table table = new Table(
                "At the end",
                "loss",
                "right: true",
                "right: other",
                "wrong: true",
                "wrong: memorized",
                "wrong: other",
                "wrong: true, best",
                "best in epoch",
                "test, last");
        List<LineChart> charts = new ArrayList<>();
        for (LossSpec loss : LossSpec.parseList(run.settings().text("losses"))) {
            RunResult result = training.train(parts, noise, loss.label());
            EpochRecord best = best(result);
            table.row(
                    loss.label(),
                    result.cleanTrainAccuracy(),
                    1 - result.cleanTrainAccuracy(),
                    result.recovered(),
                    result.memorized(),
                    1 - result.recovered() - result.memorized(),
                    best.recovered(),
                    best.epoch(),
                    result.testAccuracyLast());
            charts.add(chart(loss.label(), result));
            claim(loss, result, best);
        }
        return new StudyResult(
                claims, List.of(new Section("Deep networks", text(parts, noise), List.of(table), charts)));
    }

    private void claim(LossSpec loss, RunResult result, EpochRecord best) {
        String where = "deep, " + loss.label() + ": ";
        if (loss.name().equals("ce")) {
            claims.add(Claim.atLeast(0.8, where + "wrong labels memorized at the end", result.memorized()));
            claims.add(Claim.atLeast(
                    0.3,
                    where + "wrong labels seen through in the best epoch, less at the end",
                    best.recovered() - result.recovered()));
        }
        if (loss.name().equals("elr")) {
            claims.add(Claim.atMost(0.2, where + "wrong labels memorized at the end", result.memorized()));
        }
    }

    private static EpochRecord best(RunResult result) {
        EpochRecord best = result.curve().get(0);
        for (EpochRecord record : result.curve()) {
            best = record.recovered() > best.recovered() ? record : best;
        }
        return best;
    }

    private static LineChart chart(String loss, RunResult result) {
        return new LineChart(
                        loss,
                        "fractions of the wrong and of the right labels",
                        "epoch",
                        LineChart.Axis.LINEAR,
                        true,
                        curve(result, EpochRecord::epoch))
                .line("wrong, true class", curve(result, EpochRecord::recovered))
                .line("wrong, memorized", curve(result, EpochRecord::memorized))
                .line("wrong, other class", curve(result, e -> 1 - e.recovered() - e.memorized()))
                .line("right", curve(result, EpochRecord::cleanTrainAccuracy));
    }

    private static double[] curve(RunResult result, ToDoubleFunction<EpochRecord> value) {
        return result.curve().stream().mapToDouble(value).toArray();
    }

    private void requireWrongLabels(Parts parts, String noise) {
        int[] truth = parts.train().trueLabels();
        if (truth == null || java.util.Arrays.equals(truth, parts.train().labels())) {
            throw new IllegalArgumentException("--noise '" + noise
                    + "' leaves no label known to be wrong; name a kind with a rate above 0, such as symmetric:0.4");
        }
    }

    private static String text(Parts parts, String noise) {
        int wrong = 0;
        for (int i = 0; i < parts.train().size(); i++) {
            wrong += parts.train().labels()[i] != parts.train().trueLabels()[i] ? 1 : 0;
        }
        return "Noise " + noise + ": " + wrong + " of " + parts.train().size() + " training labels are wrong. "
                + Training.convention(noise);
    }
}
