package dev.lethe.study.symmetric;

import dev.lethe.loss.LossSpec;
import dev.lethe.study.Claim;
import dev.lethe.study.LineChart;
import dev.lethe.study.Section;
import dev.lethe.study.Setting;
import dev.lethe.study.Study;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import dev.lethe.study.Training;
import dev.lethe.train.Parts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Trains the same network with several losses on labels of rising noise, up to labels that are all random. */
public final class SymmetricLossStudy implements Study {
    @Override
    public String name() {
        return "symmetric-loss";
    }

    @Override
    public String purpose() {
        return "symmetric losses do not memorize random labels where cross-entropy does (Patel and Sastry, 2021)";
    }

    @Override
    public List<Setting> settings() {
        String noises = "symmetric:0,symmetric:0.2,symmetric:0.4,symmetric:0.6,symmetric-all:1";
        List<Setting> all = new ArrayList<>(List.of(
                Setting.text("losses", "LIST", "losses with commas between", "ce,mse,mae,rll,gce", "ce,rll"),
                Setting.text(
                        "noise",
                        "LIST",
                        "kinds of noise with commas between, symmetric:R or symmetric-all:R",
                        noises,
                        "symmetric:0.4")));
        all.addAll(Training.settings("strokes:2000", "mlp:512", 40));
        return all;
    }

    @Override
    public StudyResult run(StudyRun run) {
        List<LossSpec> losses = LossSpec.parseList(run.settings().text("losses"));
        List<String> noises = noises(run.settings().text("noise"));
        Training training = new Training(run);
        List<Claim> claims = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        Table ends = new Table(
                "At the end",
                "noise",
                "wrong labels",
                "loss",
                "J1, given labels",
                "J2, original labels",
                "J2 - J1",
                "largest J2 - J1",
                "test, last",
                "test, best epoch");
        for (String noise : noises) {
            Parts parts = training.load(noise);
            Map<LossSpec, LabelFit> fits = new LinkedHashMap<>();
            for (LossSpec loss : losses) {
                LabelFit fit = LabelFit.of(training.train(parts, noise, loss.label()));
                fits.put(loss, fit);
                ends.row(
                        noise,
                        wrong(parts),
                        loss.label(),
                        fit.lastGiven(),
                        fit.lastOriginal(),
                        fit.lastOriginal() - fit.lastGiven(),
                        fit.largestLead(),
                        fit.lastTest(),
                        fit.bestTest());
            }
            double share = (double) wrong(parts) / parts.train().size();
            fits.forEach((loss, fit) -> claims.addAll(
                    Expectations.of(loss, noise, share, parts.train().classes(), fit)));
            sections.add(curves(noise, fits));
        }
        sections.add(0, new Section("What each loss learned", READ, List.of(ends), List.of()));
        return new StudyResult(claims, sections);
    }

    private static final String READ = "J1 is the accuracy on the training set against the labels that were trained on,"
            + " J2 against the labels before noise. A loss that memorizes brings J1 to 1, and J2 down with it; one that"
            + " does not keeps J2 above J1. The best epoch of the test is found by the test itself: it says what was"
            + " lost by going on.";

    private static List<String> noises(String list) {
        List<String> all = List.of(list.split(","));
        for (String noise : all) {
            if (!noise.startsWith("symmetric:") && !noise.startsWith("symmetric-all:")) {
                throw new IllegalArgumentException(
                        "--noise '" + list + "': '" + noise + "' is neither symmetric:R nor symmetric-all:R");
            }
        }
        return all;
    }

    private static int wrong(Parts parts) {
        int[] given = parts.train().labels();
        int[] truth = parts.train().trueLabels();
        return (int) IntStream.range(0, given.length)
                .filter(i -> given[i] != truth[i])
                .count();
    }

    private static Section curves(String noise, Map<LossSpec, LabelFit> fits) {
        return new Section(
                "Noise " + noise,
                Training.convention(noise),
                List.of(),
                List.of(
                        chart("J1: given labels", "training set, against the labels trained on", fits, LabelFit::given),
                        chart(
                                "J2: original labels",
                                "training set, against the labels before noise",
                                fits,
                                LabelFit::original),
                        chart("Test accuracy", "on examples that were never trained on", fits, LabelFit::test),
                        gap(fits)));
    }

    private static LineChart gap(Map<LossSpec, LabelFit> fits) {
        LineChart chart =
                new LineChart("J2 - J1", "above 0 truth is ahead", "epoch", LineChart.Axis.LINEAR, false, epochs(fits));
        fits.forEach((loss, fit) -> chart.line(loss.label(), fit.lead()));
        return chart;
    }

    private static LineChart chart(
            String title, String note, Map<LossSpec, LabelFit> fits, Function<LabelFit, double[]> curve) {
        LineChart chart = new LineChart(title, note, "epoch", LineChart.Axis.LINEAR, true, epochs(fits));
        fits.forEach((loss, fit) -> chart.line(loss.label(), curve.apply(fit)));
        return chart;
    }

    private static double[] epochs(Map<LossSpec, LabelFit> fits) {
        int epochs = fits.values().iterator().next().given().length;
        return IntStream.rangeClosed(1, epochs).asDoubleStream().toArray();
    }
}
