package dev.lethe.study.perexample;

import dev.lethe.data.Dataset;
import dev.lethe.study.Claim;
import dev.lethe.study.Section;
import dev.lethe.study.Setting;
import dev.lethe.study.Study;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Training;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Trains on partly wrong labels and asks, epoch by epoch, which numbers of single examples give them away. */
public final class PerExampleStudy implements Study {
    @Override
    public String name() {
        return "per-example";
    }

    @Override
    public String purpose() {
        return "which numbers of single examples tell wrong labels from right ones, epoch by epoch";
    }

    @Override
    public List<Setting> settings() {
        List<Setting> all = new ArrayList<>(List.of(
                Setting.text("noise", "SPEC", "kind of noise, as in 'lethe train'", "symmetric:0.1", "symmetric:0.1"),
                Setting.integer(
                        "held-out", "test examples for the scores that need some", 500, 50, 1, Integer.MAX_VALUE),
                Setting.integer("projection", "numbers that TRAK projects gradients to, a square", 1024, 256, 1, 16384),
                Setting.integer("models", "how many models memorization is estimated from", 64, 8, 4, 100_000)));
        all.addAll(Training.settings("strokes:2000", "mlp:256", 40));
        return all;
    }

    @Override
    public StudyResult run(StudyRun run) {
        Training training = new Training(run);
        String noise = run.settings().text("noise");
        Parts parts = training.load(noise);
        Dataset trusted = trusted(run, parts);
        Recipe recipe = training.recipe("ce");
        Separation separation = new Separation(Training.wrong(parts, noise), epochs(recipe.epochs()));

        Watcher watcher = new Watcher(separation);
        RunResult result = new Trainer(run.device(), recipe, parts)
                .track(Watcher.TRACKED)
                .measureEvery(recipe.epochs())
                .run(watcher);
        run.say(String.format(
                Locale.ROOT, "trained: %d epochs, test accuracy %.3f", result.epochs(), result.testAccuracyLast()));
        HeldOut.score(
                run.device(),
                recipe,
                parts.train(),
                trusted,
                watcher.weights(),
                run.settings().integer("projection"),
                separation);
        run.say("held-out examples: compared with " + trusted.size());
        int models = run.settings().integer("models");
        SubsetModels.score(run.device(), recipe, parts.train(), models, separation);
        run.say("memorization: " + models + " models trained");

        Section section = new Section(
                "What gives wrong labels away",
                text(run, result, separation),
                List.of(separation.table()),
                List.of(separation.chart()));
        return new StudyResult(claims(separation), List.of(section));
    }

    private static Dataset trusted(StudyRun run, Parts parts) {
        int count = run.settings().integer("held-out");
        if (count > parts.test().size()) {
            throw new IllegalArgumentException("--held-out " + count + ", but "
                    + run.settings().text("data") + " has " + parts.test().size() + " test examples");
        }
        return parts.test().first(count);
    }

    /** About two for each doubling, and the last. */
    static int[] epochs(int last) {
        return IntStream.concat(
                        IntStream.iterate(0, i -> i + 1)
                                .map(i -> (int) Math.round(StrictMath.pow(2, i / 2.0)))
                                .takeWhile(e -> e < last),
                        IntStream.of(last))
                .distinct()
                .toArray();
    }

    private static String text(StudyRun run, RunResult result, Separation separation) {
        String noise = run.settings().text("noise");
        return String.format(
                Locale.ROOT,
                "%d of %d training labels are wrong. %s Cross-entropy; at the end the network predicts %.1f %% of the wrong"
                        + " labels, and %.1f %% of the test set rightly. Each score ranks all training examples, the most"
                        + " suspicious first. Loss, EL2N, gradient norm and cosine are what the training step saw in that"
                        + " epoch; forgetting counts events so far, and what was never learned as most; self-influence sums"
                        + " learning rate times squared norm over the epochs so far. TRAK is the harm done to %d held-out"
                        + " examples with right labels, and alignment the cosine with their mean gradient, lowest first."
                        + " Memorization compares %d models that were trained as long, each on 70 %% of the examples.",
                separation.planted(),
                separation.examples(),
                Training.convention(noise),
                100 * result.memorized(),
                100 * result.testAccuracyLast(),
                run.settings().integer("held-out"),
                run.settings().integer("models"));
    }

    private static List<Claim> claims(Separation s) {
        return List.of(
                Claim.atLeast(0.95, "area of EL2N in its best epoch", s.best(Watcher.EL2N)),
                Claim.atLeast(0.95, "area of the gradient norm in its best epoch", s.best(Watcher.NORM)),
                Claim.atLeast(0.90, "area of forgetting in its best epoch", s.best(Watcher.FORGETTING)),
                Claim.atLeast(0.95, "area of self-influence at the end", s.last(Watcher.SELF)),
                Claim.atLeast(0.95, "area of TRAK in its best epoch", s.best(HeldOut.TRAK)),
                Claim.atLeast(0.90, "area of memorization at the end", s.last(SubsetModels.MEMORIZATION)),
                Claim.atLeast(
                        0.01,
                        "area of EL2N in its best epoch less that at the end: what is memorized stops showing",
                        s.best(Watcher.EL2N) - s.last(Watcher.EL2N)),
                Claim.atMost(
                        0.01,
                        "the same of self-influence: a sum over epochs does not forget",
                        s.best(Watcher.SELF) - s.last(Watcher.SELF)));
    }
}
