package dev.lethe.study;

import dev.lethe.data.noise.LabelNoise;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Trainer;
import java.util.List;
import java.util.Locale;

/** The part of a study that trains networks: its settings, and runs that differ in labels and loss alone. */
public final class Training {
    private final StudyRun run;

    /** @param run whose settings include those of {@link #settings} */
    public Training(StudyRun run) {
        this.run = run;
    }

    /**
     * What networks are trained on and how; labels and losses are the study's own.
     *
     * @param data the usual data, such as {@code strokes:2000}
     * @param model the usual network, such as {@code convnet}
     */
    public static List<Setting> settings(String data, String model, int epochs) {
        return List.of(
                Setting.text("data", "SPEC", "the data, as in 'lethe train'", data, "strokes:400"),
                Setting.integer("train-size", "train on the first N examples; 0 for all", 0, 0, 0, Integer.MAX_VALUE),
                Setting.text("model", "SPEC", "the network, as in 'lethe train'", model, "mlp:64"),
                Setting.integer("epochs", "passes over the training set", epochs, 12, 1, 100_000),
                Setting.integer("batch", "examples in a step", 64, 32, 1, 1_000_000),
                Setting.text("optimizer", "SPEC", "the optimizer, as in 'lethe train'", "adam", "adam"),
                Setting.number("lr", "highest learning rate", 1e-3, 1e-3, 1e-9, 1e3),
                Setting.text("schedule", "SPEC", "of the learning rate, as in 'lethe train'", "cosine", "cosine"),
                Setting.text("augment", "SPEC", "changes to training images, as in 'lethe train'", "none", "none"));
    }

    /** The data with noise on their training labels, and no validation part. */
    public Parts load(String noise) {
        Settings s = run.settings();
        return new DataRequest(s.text("data"), noise, s.integer("train-size"), 0, run.seed()).load();
    }

    /** The settings with a loss. */
    public Recipe recipe(String loss) {
        Settings s = run.settings();
        return Recipe.standard()
                .withModel(s.text("model"))
                .withLoss(loss)
                .withOptimizer(s.text("optimizer"), s.number("lr"), s.text("schedule"))
                .withBatch(s.integer("batch"))
                .withEpochs(s.integer("epochs"))
                .withAugmentation(s.text("augment"))
                .withSeed(run.seed());
    }

    /** Trains with a loss, and says so. */
    public RunResult train(Parts parts, String noise, String loss) {
        RunResult result = new Trainer(run.device(), recipe(loss), parts).run(Listener.SILENT);
        run.say(String.format(
                Locale.ROOT,
                "%s, noise %s: %d epochs, test accuracy %.3f, %.0f s",
                loss,
                noise,
                result.epochs(),
                result.testAccuracyLast(),
                result.seconds()));
        return result;
    }

    /**
     * For each training example whether its given label is wrong.
     *
     * @param noise that was planted, for the message
     * @throws IllegalArgumentException if none is, all are, or it is not known
     */
    public static boolean[] wrong(Parts parts, String noise) {
        int[] given = parts.train().labels();
        int[] truth = parts.train().trueLabels();
        boolean[] wrong = new boolean[given.length];
        int count = 0;
        for (int i = 0; truth != null && i < given.length; i++) {
            wrong[i] = given[i] != truth[i];
            count += wrong[i] ? 1 : 0;
        }
        if (count == 0 || count == given.length) {
            throw new IllegalArgumentException("--noise '" + noise + "' makes " + count + " of " + given.length
                    + " labels wrong; some right and some wrong ones are needed");
        }
        return wrong;
    }

    /** Which labels a kind of noise draws from, in words; empty for kinds other than the symmetric ones. */
    public static String convention(String noise) {
        String words = LabelNoise.parse(noise).convention();
        return words.isEmpty() ? "" : noise + ": " + words + ".";
    }
}
