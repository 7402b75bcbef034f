package dev.lethe.study.memorization;

import dev.lethe.data.Dataset;
import dev.lethe.memorization.Membership;
import dev.lethe.memorization.ModelLoop;
import dev.lethe.memorization.ModelRuns;
import dev.lethe.study.Setting;
import dev.lethe.study.Settings;
import dev.lethe.study.Study;
import dev.lethe.study.StudyResult;
import dev.lethe.study.StudyRun;
import dev.lethe.study.Training;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import java.util.List;
import java.util.Locale;

/** Trains many models on random subsets of partly mislabelled data, and scores how much each example is memorized. */
public final class SubsetMemorizationStudy implements Study {
    @Override
    public String name() {
        return "subset-memorization";
    }

    @Override
    public String purpose() {
        return "which labels a network memorizes, by models that saw them and models that did not (Feldman and Zhang, 2020)";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.integer("models", "how many models", 64, 8, 4, 100_000),
                Setting.number("ratio", "of the examples that a model is trained on", 0.7, 0.7, 0.001, 0.999),
                Setting.choice("membership", "how subsets are drawn", "subset", "hash"),
                Setting.text("data", "SPEC", "the data, as in 'lethe train'", "strokes:2000", "strokes:300"),
                Setting.integer(
                        "train-size", "draw from the first N examples; 0 for all", 2000, 0, 0, Integer.MAX_VALUE),
                Setting.integer(
                        "test-size", "judge the first N test examples; 0 for all", 1000, 0, 0, Integer.MAX_VALUE),
                Setting.text("noise", "SPEC", "kind of noise, as in 'lethe train'", "symmetric:0.1", "symmetric:0.1"),
                Setting.text("model", "SPEC", "the network, as in 'lethe train'", "mlp:128", "mlp:32"),
                Setting.integer("epochs", "passes over a subset", 40, 20, 1, 100_000),
                Setting.integer("batch", "examples in a step", 100, 32, 1, 1_000_000),
                Setting.text("optimizer", "SPEC", "the optimizer, as in 'lethe train'", "adam", "adam"),
                Setting.number("lr", "highest learning rate", 2e-3, 2e-3, 1e-9, 1e3),
                Setting.text("schedule", "SPEC", "of the learning rate, as in 'lethe train'", "constant", "constant"),
                Setting.text(
                        "devices",
                        "LIST",
                        "with blanks between, each of which trains a model at a time; usual for --device, but cpu:1 for"
                                + " each processor where that is a CPU",
                        "usual",
                        "usual"));
    }

    @Override
    public StudyResult run(StudyRun run) {
        Settings s = run.settings();
        Parts parts = new DataRequest(s.text("data"), s.text("noise"), s.integer("train-size"), 0, run.seed()).load();
        int tested = s.integer("test-size");
        if (tested > parts.test().size()) {
            throw new IllegalArgumentException("--test-size " + tested + ", but " + s.text("data") + " has "
                    + parts.test().size() + " test examples");
        }
        Dataset test = tested == 0 ? parts.test() : parts.test().first(tested);
        boolean[] wrong = Training.wrong(parts, s.text("noise"));
        Recipe recipe = Recipe.standard()
                .withModel(s.text("model"))
                .withOptimizer(s.text("optimizer"), s.number("lr"), s.text("schedule"))
                .withBatch(s.integer("batch"))
                .withEpochs(s.integer("epochs"))
                .withSeed(run.seed());
        Membership membership = new Membership(
                Membership.Kind.parse(s.text("membership")), parts.train().size(), s.number("ratio"), run.seed());
        ModelRuns runs = new ModelRuns(parts.train(), test, recipe, membership);
        List<String> devices = s.text("devices").equals("usual")
                ? ModelLoop.usualDevices(run.device().name())
                : List.of(s.text("devices").trim().split("\\s+"));
        ModelLoop loop = new ModelLoop(runs, devices, run.folder().resolve("models"));
        long start = System.nanoTime();
        loop.run(s.integer("models"), () -> false, (model, done, total) -> {
            if (done % 8 == 0 || done == total) {
                run.say(String.format(
                        Locale.ROOT, "%d of %d models, %.0f s", done, total, (System.nanoTime() - start) * 1e-9));
            }
        });
        return new MemorizationFindings(run, runs, loop.folder(), s.integer("models"), wrong).result();
    }
}
