package dev.lethe.study.memorization;

import dev.lethe.memorization.InfluenceSearch;
import dev.lethe.memorization.MemorizationScores;
import dev.lethe.memorization.ModelResult;
import dev.lethe.memorization.ModelRuns;
import dev.lethe.memorization.Outcome;
import dev.lethe.memorization.PermutedMembership;
import dev.lethe.memorization.RunFolder;
import dev.lethe.memorization.SplitHalf;
import dev.lethe.study.Claim;
import dev.lethe.study.LineChart;
import dev.lethe.study.Section;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** What the results of the models come to: scores, how stable they are, and what chance alone would give. */
final class MemorizationFindings {
    private static final double[] THRESHOLDS =
            IntStream.rangeClosed(-10, 20).mapToDouble(i -> i / 20.0).toArray();

    private final StudyRun run;
    private final ModelRuns runs;
    private final RunFolder folder;
    private final int models;
    private final boolean[] wrong;
    private final Iterable<ModelResult> control;
    private final MemorizationScores correct;
    private final MemorizationScores probable;
    private final MemorizationScores chance;

    /** @param wrong for each training example, whether its given label is */
    MemorizationFindings(StudyRun run, ModelRuns runs, RunFolder folder, int models, boolean[] wrong) {
        this.run = run;
        this.runs = runs;
        this.folder = folder;
        this.models = models;
        this.wrong = wrong;
        control = new PermutedMembership(folder.results(0, models), run.seed());
        correct = MemorizationScores.of(folder.results(0, models), Outcome.CORRECT);
        probable = MemorizationScores.of(folder.results(0, models), Outcome.PROBABILITY);
        chance = MemorizationScores.of(control, Outcome.CORRECT);
    }

    StudyResult result() {
        Figures zeroOne = Figures.of(correct, wrong);
        Figures probability = Figures.of(probable, wrong);
        Figures permuted = Figures.of(chance, wrong);
        SplitHalf halfCorrect = SplitHalf.of(folder, models, Outcome.CORRECT);
        SplitHalf halfProbable = SplitHalf.of(folder, models, Outcome.PROBABILITY);
        Table scores = new Table(
                        "Scores",
                        "outcome",
                        "right labels, mean",
                        "wrong labels, mean",
                        "area under curve",
                        "mean distance from 0",
                        "standard error",
                        "split-half Spearman",
                        "not defined")
                .row(row(Outcome.CORRECT.toString(), zeroOne, halfCorrect))
                .row(row(Outcome.PROBABILITY.toString(), probability, halfProbable))
                .row(row("0/1, members permuted", permuted, null));
        Section memorization = new Section(
                "Memorization", text(), List.of(scores, accuracies(), influences()), List.of(distribution()));
        Section stability = new Section(
                "How many models it takes",
                "Each point has its models in two halves with none in common.",
                List.of(),
                List.of(stability()));
        String halves = (models + 1) / 2 + " + " + models / 2 + " models";
        List<Claim> claims = List.of(
                Claim.atLeast(0.75, "mean memorization of wrong labels", zeroOne.flipped()),
                Claim.atLeast(0.55, "the same, less that of right labels", zeroOne.flipped() - zeroOne.clean()),
                Claim.atLeast(0.90, "area under curve of memorization for wrong labels", zeroOne.area()),
                Claim.atLeast(0.75, "split-half Spearman, 0/1, " + halves, halfCorrect.spearman()),
                Claim.atLeast(0.88, "split-half Spearman, probability, " + halves, halfProbable.spearman()),
                Claim.atMost(0.06, "members permuted: mean distance from 0", permuted.absolute()),
                Claim.between(0.45, 0.55, "members permuted: area under curve", permuted.area()));
        return new StudyResult(claims, List.of(memorization, stability));
    }

    private static Object[] row(String name, Figures f, SplitHalf half) {
        return new Object[] {
            name,
            f.clean(),
            f.flipped(),
            f.area(),
            f.absolute(),
            f.error(),
            half == null ? null : half.spearman(),
            f.undefined()
        };
    }

    private String text() {
        double ratio = runs.membership().ratio();
        return String.format(
                Locale.ROOT,
                "An example's memorization is how much oftener its given label is predicted by models that were trained on"
                        + " it than by models that were not. %d models, each on %.0f %% of %d examples, of which %d have"
                        + " a wrong label. The lemma of Feldman and Zhang bounds the mean squared error of a score by %.3f."
                        + " The control draws the members of each example anew: its scores are chance.",
                models,
                100 * ratio,
                wrong.length,
                count(wrong),
                MemorizationScores.errorBound(ratio, models));
    }

    private Table accuracies() {
        double test = 0;
        for (ModelResult one : folder.results(0, models)) {
            test += (double) count(one.testCorrect()) / one.testCorrect().length / models;
        }
        return new Table("Accuracy on given labels", "examples", "mean over models")
                .row("trained on", mean(correct.meansIn()))
                .row("left out", mean(correct.meansOut()))
                .row("test set", test);
    }

    /** Over the examples that have it. */
    private static double mean(double[] values) {
        return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    /** How many pairs pass the thresholds of the paper, and how many would by chance. */
    private Table influences() {
        InfluenceSearch search = InfluenceSearch.standard(wrong.length);
        return new Table("Pairs of memorization >= 0.25 and influence >= 0.15 in the same class", "members", "pairs")
                .row("as they were", pairs(search, folder.results(0, models)))
                .row("permuted: what chance finds", pairs(search, control));
    }

    private int pairs(InfluenceSearch search, Iterable<ModelResult> results) {
        return search.find(run.device(), results, correct, runs.train(), runs.test())
                .size();
    }

    private LineChart distribution() {
        boolean[] right = new boolean[wrong.length];
        boolean[] all = new boolean[wrong.length];
        for (int i = 0; i < wrong.length; i++) {
            right[i] = !wrong[i];
            all[i] = true;
        }
        return new LineChart(
                        "Examples with at least this score",
                        "as a fraction of their kind, 0/1",
                        "memorization",
                        LineChart.Axis.LINEAR,
                        true,
                        THRESHOLDS)
                .line("wrong labels", Figures.above(correct, wrong, THRESHOLDS))
                .line("right labels", Figures.above(correct, right, THRESHOLDS))
                .line("all, members permuted", Figures.above(chance, all, THRESHOLDS));
    }

    private LineChart stability() {
        int[] counts = IntStream.iterate(4, n -> n < models, n -> 2 * n).toArray();
        int[] x = IntStream.concat(IntStream.of(counts), IntStream.of(models)).toArray();
        return new LineChart(
                        "Agreement of two halves, and area under curve of all",
                        "higher is better",
                        "models",
                        LineChart.Axis.LOGARITHMIC,
                        true,
                        Arrays.stream(x).asDoubleStream().toArray())
                .line(
                        "Spearman, 0/1",
                        each(x, n -> SplitHalf.of(folder, n, Outcome.CORRECT).spearman()))
                .line(
                        "Spearman, probability",
                        each(
                                x,
                                n -> SplitHalf.of(folder, n, Outcome.PROBABILITY)
                                        .spearman()))
                .line("area, 0/1", each(x, n -> area(n, Outcome.CORRECT)))
                .line("area, probability", each(x, n -> area(n, Outcome.PROBABILITY)));
    }

    private double area(int n, Outcome outcome) {
        return Figures.of(MemorizationScores.of(folder.results(0, n), outcome), wrong)
                .area();
    }

    private static double[] each(int[] models, IntToDoubleFunction value) {
        return IntStream.of(models).mapToDouble(value).toArray();
    }
}
