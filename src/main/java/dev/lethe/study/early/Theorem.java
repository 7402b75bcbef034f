package dev.lethe.study.early;

import dev.lethe.study.Claim;
import dev.lethe.study.Section;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Theorem 1 of Liu et al. (2020) and the propositions of its proof, in settings small enough for seconds.
 *
 * <p>The theorem speaks of n and p that grow without bound and of a sigma that is small enough; the settings and bounds
 * here are for finite ones. T is the first step with theta.v at least 0.1.
 */
final class Theorem {
    private static final Setup WIDE = new Setup(500, 425, 0.2, 0.5, 0.05, 400);
    private static final Setup FAST = WIDE.withRate(4, 2000);
    private static final Setup NARROW = new Setup(1000, 850, 0.01, 0.5, 0.05, 20);
    private static final int SEPARATED = 20;

    private final StudyRun run;
    private final int seeds;
    private final List<Claim> claims = new ArrayList<>();
    private final Table table = new Table(
            "Each draw",
            "n",
            "p",
            "sigma",
            "step",
            "seed",
            "wrong labels",
            "T",
            "least cosine before T",
            "drift before T",
            "kappa^2 clean, change",
            "kappa^2 wrong, change",
            "true at start",
            "true at T",
            "true, best",
            "best at step",
            "all fitted at step");

    Theorem(StudyRun run) {
        this.run = run;
        this.seeds = run.settings().integer("seeds");
    }

    StudyResult result() {
        List<Trajectory> wide = new ArrayList<>();
        List<Trajectory> fast = new ArrayList<>();
        List<Trajectory> narrow = new ArrayList<>();
        double chance = 0;
        for (long seed = run.seed(); seed < run.seed() + seeds; seed++) {
            TwoGaussians data = WIDE.draw(seed);
            wide.add(descend(WIDE, data, seed));
            fast.add(descend(FAST, data, seed));
            narrow.add(descend(NARROW, NARROW.draw(seed), seed));
            double off = Math.abs(wide.get(wide.size() - 1).first().recovered() - 0.5);
            chance = Math.max(chance, off * Math.sqrt(data.wrongCount()));
        }
        first(wide, narrow);
        second(wide, narrow, chance);
        third(wide, narrow);
        fourth(fast);
        Table frontier = separability();
        run.say("theorem: " + seeds + " draws of each setting done");
        return new StudyResult(
                claims,
                List.of(
                        new Section("The theorem on two Gaussians", TEXT, List.of(table, frontier), List.of()),
                        new Section(WIDE.toString(), "One draw.", List.of(), Curves.all(wide.get(0))),
                        new Section(
                                FAST.toString(), "The same draw, in long steps.", List.of(), Curves.all(fast.get(0)))));
    }

    private Trajectory descend(Setup setup, TwoGaussians data, long seed) {
        Trajectory t = setup.descend(run, data, seed, Objective.crossEntropy());
        Moment start = t.first();
        Moment end = t.aligned();
        Moment best = t.best(setup.steps());
        table.row(
                setup.n(),
                setup.p(),
                setup.sigma(),
                setup.rate(),
                seed,
                data.wrongCount(),
                t.alignedAt(),
                t.leastCosine(),
                t.mostDrift(),
                end.kappaClean() - start.kappaClean(),
                end.kappaWrong() - start.kappaWrong(),
                start.recovered(),
                end.recovered(),
                best.recovered(),
                best.steps(),
                t.fittedAt());
        return t;
    }

    private void first(List<Trajectory> wide, List<Trajectory> narrow) {
        String what = "(1) cosine of the next step and v, least before T, ";
        claims.add(Claim.atLeast(0.5, what + "sigma 0.2 (theorem: 1/6)", least(wide, Trajectory::leastCosine)));
        claims.add(Claim.atLeast(1.0 / 6, what + "sigma 0.01", least(narrow, Trajectory::leastCosine)));
        claims.add(Claim.atMost(
                1, "(1) distance from the start, largest before T", most(both(wide, narrow), Trajectory::mostDrift)));
        claims.add(Claim.atLeast(6, "(1) T, smallest, at sigma 0.2, step 0.05", least(wide, Trajectory::alignedAt)));
        claims.add(Claim.atMost(14, "(1) T, largest, at sigma 0.2, step 0.05", most(wide, Trajectory::alignedAt)));
    }

    private void second(List<Trajectory> wide, List<Trajectory> narrow, double chance) {
        String what = "(2) wrong labels, accuracy on the truth ";
        claims.add(Claim.atMost(1.5, what + "at the start, its distance from 1/2 times sqrt|W|", chance));
        claims.add(Claim.atLeast(
                0.999, what + "at T, sigma 0.01", least(narrow, t -> t.aligned().recovered())));
        claims.add(Claim.atLeast(
                0.9,
                what + "at its best, sigma 0.2",
                least(wide, t -> t.best(WIDE.steps()).recovered())));
    }

    private void third(List<Trajectory> wide, List<Trajectory> narrow) {
        List<Trajectory> both = both(wide, narrow);
        claims.add(Claim.atMost(
                -0.05,
                "(3) mean kappa^2 of right labels, change until T: they lose weight in the gradient",
                most(both, t -> t.aligned().kappaClean() - t.first().kappaClean())));
        claims.add(Claim.atLeast(
                0.05,
                "(3) mean kappa^2 of wrong labels, change until T: they gain weight in the gradient",
                least(both, t -> t.aligned().kappaWrong() - t.first().kappaWrong())));
    }

    private void fourth(List<Trajectory> fast) {
        claims.add(Claim.atMost(
                2000, "(4) steps until all given labels are fitted, step 4", most(fast, Trajectory::fittedAt)));
        claims.add(Claim.atMost(
                0,
                "(4) wrong labels, accuracy on the truth by then",
                most(fast, t -> t.last().recovered())));
    }

    private static List<Trajectory> both(List<Trajectory> wide, List<Trajectory> narrow) {
        List<Trajectory> all = new ArrayList<>(wide);
        all.addAll(narrow);
        return all;
    }

    private Table separability() {
        Table frontier =
                new Table("Whether a hyperplane has all given labels on their sides", "p / n", "draws", "separable");
        for (int p : new int[] {425, 100}) {
            int separable = 0;
            int draws = run.settings().integer("seeds") == 1 ? 3 : SEPARATED;
            for (long seed = run.seed(); seed < run.seed() + draws; seed++) {
                separable += Separability.of(TwoGaussians.draw(500, p, WIDE.sigma(), WIDE.delta(), seed)) ? 1 : 0;
            }
            double ratio = p / 500.0;
            double fraction = (double) separable / draws;
            frontier.row(ratio, draws, fraction);
            String what = "(4) fraction of " + draws + " draws that are separable at p / n = " + ratio;
            claims.add(
                    ratio > 1 - WIDE.delta() / 2 ? Claim.atLeast(1, what, fraction) : Claim.atMost(0, what, fraction));
        }
        return frontier;
    }

    private static double least(List<Trajectory> all, ToDoubleFunction<Trajectory> value) {
        return values(all, value).min().orElseThrow();
    }

    private static double most(List<Trajectory> all, ToDoubleFunction<Trajectory> value) {
        return values(all, value).max().orElseThrow();
    }

    private static DoubleStream values(List<Trajectory> all, ToDoubleFunction<Trajectory> value) {
        return all.stream().mapToDouble(value);
    }

    private static final String TEXT = "x = e (v - sigma z), with the label e drawn anew by a fair coin with"
            + " probability Delta; softmax regression, descent on all data at once, T the first step with theta.v at"
            + " least 0.1. The theorem claims: (1) until T every step points towards v, not far from the start;"
            + " (2) the model then sees through wrong labels; (3) right labels lose weight in the gradient, wrong ones"
            + " gain it; (4) in the end all wrong labels are memorized, since they are separable if p / n is above"
            + " 1 - Delta / 2. Each claim is checked at the worst of the draws.";
}
