package dev.lethe.study.early;

import dev.lethe.study.Claim;
import dev.lethe.study.LineChart;
import dev.lethe.study.Section;
import dev.lethe.study.Settings;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cross-entropy, ELR and the control that pulls towards the same targets by a divergence, on the linear model. */
final class LinearComparison {
    private static final int EARLY = 50;
    private static final int LATE = 2500;
    private static final double MEMORIZED = 0.99;

    private final StudyRun run;

    LinearComparison(StudyRun run) {
        this.run = run;
    }

    StudyResult result() {
        Settings s = run.settings();
        Setup setup = new Setup(
                s.integer("n"),
                s.integer("p"),
                s.number("sigma"),
                s.number("delta"),
                s.number("step"),
                s.integer("steps"));
        Map<String, Objective.Kind> kinds = new LinkedHashMap<>();
        kinds.put("ce", Objective.crossEntropy());
        kinds.put("elr", Objective.earlyLearning(s.number("lambda"), s.number("beta")));
        kinds.put("divergence", Objective.divergence(s.number("lambda"), s.number("beta")));
        Map<String, List<Trajectory>> all = new LinkedHashMap<>();
        Table table = new Table(
                "Each draw",
                "objective",
                "seed",
                "wrong labels",
                "true, best of 50 steps",
                "best at step",
                "memorized 0.99 at step",
                "most memorized from step 50",
                "all fitted at step",
                "true at the end",
                "memorized at the end");
        for (long seed = run.seed(); seed < run.seed() + s.integer("seeds"); seed++) {
            TwoGaussians data = setup.draw(seed);
            requireBothKinds(setup, data);
            for (String kind : kinds.keySet()) {
                Trajectory t = setup.descend(run, data, seed, kinds.get(kind));
                all.computeIfAbsent(kind, k -> new ArrayList<>()).add(t);
                Moment best = t.best(EARLY);
                table.row(
                        kind,
                        seed,
                        data.wrongCount(),
                        best.recovered(),
                        best.steps(),
                        t.memorizedAt(MEMORIZED),
                        t.mostMemorized(EARLY),
                        t.fittedAt(),
                        t.last().recovered(),
                        t.last().memorized());
            }
            run.say("linear: seed " + seed + " done");
        }
        List<LineChart> charts = new ArrayList<>();
        all.forEach((kind, draws) -> charts.add(Curves.labels(kind, draws.get(0))));
        return new StudyResult(
                claims(all), List.of(new Section("ELR on the linear model", text(setup), List.of(table), charts)));
    }

    private static void requireBothKinds(Setup setup, TwoGaussians data) {
        int wrong = data.wrongCount();
        if (wrong == 0 || wrong == data.n()) {
            throw new IllegalArgumentException(setup + ": " + wrong + " of " + data.n()
                    + " labels are wrong; some right and some wrong ones are needed: raise --n, or change --delta");
        }
    }

    private static List<Claim> claims(Map<String, List<Trajectory>> all) {
        double best = all.get("ce").stream()
                .mapToDouble(t -> t.best(EARLY).recovered())
                .min()
                .orElseThrow();
        double kept = all.get("elr").stream()
                .mapToDouble(t -> t.mostMemorized(EARLY))
                .max()
                .orElseThrow();
        return List.of(
                Claim.atLeast(0.95, "linear, ce: wrong labels seen through within 50 steps", best),
                Claim.atMost(
                        LATE,
                        "linear, ce: step at which 0.99 of the wrong labels are memorized",
                        latest(all.get("ce"))),
                Claim.atMost(0.01, "linear, elr: most wrong labels memorized from step 50 to the end", kept),
                Claim.atMost(
                        LATE,
                        "linear, divergence: step at which 0.99 of the wrong labels are memorized",
                        latest(all.get("divergence"))));
    }

    private static double latest(List<Trajectory> draws) {
        return draws.stream().mapToDouble(t -> t.memorizedAt(MEMORIZED)).max().orElseThrow();
    }

    private static String text(Setup setup) {
        return setup + ". The loss called elr is the one that trains deep networks, with its targets; divergence is"
                + " cross-entropy - lambda t.ln p with the same targets t, which memorizes as cross-entropy does. Each"
                + " claim is checked at the worst of the draws.";
    }
}
