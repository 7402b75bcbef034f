package dev.lethe.cli;

import dev.lethe.Device;
import dev.lethe.audit.Audit;
import dev.lethe.audit.CrossValidation;
import dev.lethe.audit.EarlyDynamics;
import dev.lethe.audit.Evidence;
import dev.lethe.audit.LabelScore;
import dev.lethe.data.DataSpec;
import dev.lethe.data.Dataset;
import dev.lethe.data.noise.LabelNoise;
import dev.lethe.data.noise.NoNoise;
import dev.lethe.nn.ModelSpec;
import dev.lethe.train.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An audit by models that it trains.
 *
 * @param epochs 0 for as many as fit the number of examples
 * @param model null for the usual one of the data's kind
 * @param loss null for the usual one of the method
 */
record AuditJob(
        String data,
        String noise,
        AuditMethod method,
        LabelScore score,
        int folds,
        int epochs,
        String model,
        String loss,
        String augmentation,
        long seed,
        String deviceName) {
    static final int EXAMPLES_SEEN = 360_000;
    static final int FEWEST_EPOCHS = 6;
    static final int MOST_EPOCHS = 40;

    int run(AuditOutput output) throws IOException {
        if (epochs < 0) {
            throw new IllegalArgumentException("--epochs " + epochs + ": 0 or more is allowed");
        }
        if (!dynamics() && score.ofTraining()) {
            throw new IllegalArgumentException(
                    "--score " + score + " looks at how training went: --method dynamics is needed");
        }
        LabelNoise planted = LabelNoise.parse(noise);
        try (Device device = Device.open(deviceName);
                Interrupt interrupt = new Interrupt()) {
            long start = System.nanoTime();
            Dataset clean = DataSpec.load(data, seed).train();
            Dataset given = planted instanceof NoNoise ? clean : clean.withGivenLabels(planted.apply(clean, seed));
            Recipe recipe = recipe(given);
            ModelSpec.parse(recipe.model(), given.exampleShape(), given.classes());
            requireEveryClass(given);
            Work work = dynamics() ? early(recipe) : validated(recipe);
            output.prepare();
            announce(output.screen(), given, recipe, device);
            Optional<Evidence> evidence = work.evidence(device, given, interrupt, output.screen());
            if (evidence.isEmpty()) {
                output.screen().println("Stopped; nothing is written. The same command begins anew.");
                output.screen().flush();
                return Failures.FAILED;
            }
            Audit audit = Audit.of(given, evidence.get(), score);
            output.write(audit, seed, device.description(), configuration(recipe), start);
        }
        return 0;
    }

    private boolean dynamics() {
        return method == AuditMethod.DYNAMICS;
    }

    private Recipe recipe(Dataset given) {
        String network = model != null ? model : given.isImages() ? Job.IMAGE_MODEL : Job.TABLE_MODEL;
        int seen = dynamics() ? given.size() : given.size() - given.size() / Math.max(1, folds);
        int fitting = Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, (EXAMPLES_SEEN + seen - 1) / Math.max(1, seen)));
        return Recipe.standard()
                .withModel(network)
                .withLoss(loss != null ? loss : method.usualLoss())
                .withEpochs(epochs > 0 ? epochs : fitting)
                .withSeed(seed)
                .withAugmentation(augmentation);
    }

    /** What takes the time; made before anything is deleted, so that wrong settings cost nothing. */
    private interface Work {
        Optional<Evidence> evidence(Device device, Dataset given, Interrupt interrupt, PrintWriter screen);
    }

    private static Work early(Recipe recipe) {
        EarlyDynamics dynamics = new EarlyDynamics(recipe);
        return (device, given, interrupt, screen) -> {
            try (Progress progress = Progress.named(screen, "dynamics", recipe, interrupt)) {
                return dynamics.run(device, given, progress);
            }
        };
    }

    private Work validated(Recipe recipe) {
        CrossValidation validation = new CrossValidation(recipe, folds, averaged(recipe));
        return (device, given, interrupt, screen) -> {
            try (ProgressOfFolds progress = new ProgressOfFolds(screen, folds, recipe, interrupt)) {
                return validation.run(device, given, progress::fold);
            }
        };
    }

    private static void requireEveryClass(Dataset given) {
        int[] counts = given.counts();
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] == 0) {
                throw new IllegalArgumentException("no example of " + given.source() + " is given class "
                        + given.classNames().get(k) + "; an audit needs examples of every class");
            }
        }
    }

    private static int averaged(Recipe recipe) {
        return Math.max(1, recipe.epochs() / 4);
    }

    private void announce(PrintWriter screen, Dataset given, Recipe recipe, Device device) {
        screen.println("data     " + given);
        screen.println("noise    " + noise);
        screen.println("method   " + method + (dynamics() ? "" : ", " + folds + " folds") + ", score " + score);
        screen.println("recipe   " + recipe.model() + ", " + recipe.loss() + ", " + recipe.optimizer() + " "
                + recipe.rate() + " " + recipe.schedule() + ", batch " + recipe.batch() + ", " + recipe.epochs()
                + " epochs, seed " + seed);
        screen.println("device   " + device.description());
        screen.println();
        screen.flush();
    }

    private Map<String, Object> configuration(Recipe recipe) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("data", data);
        all.put("noise", noise);
        all.put("method", method.toString());
        if (!dynamics()) {
            all.put("folds", folds);
            all.put("averaged_epochs", averaged(recipe));
        }
        all.put("model", recipe.model());
        all.put("loss", recipe.loss());
        all.put("optimizer", recipe.optimizer());
        all.put("lr", recipe.rate());
        all.put("schedule", recipe.schedule());
        all.put("batch", recipe.batch());
        all.put("epochs", recipe.epochs());
        all.put("augment", recipe.augmentation());
        return all;
    }
}
