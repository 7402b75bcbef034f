package dev.lethe.cli;

import dev.lethe.Device;
import dev.lethe.data.Dataset;
import dev.lethe.memorization.Influence;
import dev.lethe.memorization.InfluenceCsv;
import dev.lethe.memorization.InfluenceSearch;
import dev.lethe.memorization.Membership;
import dev.lethe.memorization.MemorizationCsv;
import dev.lethe.memorization.MemorizationHtml;
import dev.lethe.memorization.MemorizationReport;
import dev.lethe.memorization.MemorizationScores;
import dev.lethe.memorization.ModelLoop;
import dev.lethe.memorization.ModelRuns;
import dev.lethe.memorization.Outcome;
import dev.lethe.memorization.PermutedMembership;
import dev.lethe.memorization.RunFolder;
import dev.lethe.memorization.SplitHalf;
import dev.lethe.nn.ModelSpec;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Trains the models that are missing, and writes what all of them say.
 *
 * @param testSize 0 for all test examples
 * @param model null for the usual one of the data's kind
 * @param recipe of every model, but for its network
 * @param devices null for the usual ones
 */
record MemorizationJob(
        DataRequest request,
        int testSize,
        int models,
        Membership.Kind membership,
        double ratio,
        String model,
        Recipe recipe,
        InfluenceSearch search,
        List<String> devices,
        Part part,
        Path out) {

    /** Lines that tell how far training is. */
    private static final int LINES = 20;

    private static final List<String> FILES = List.of("memorization.csv", "influence.csv", "memorization.html");

    int run(PrintWriter screen) throws IOException {
        if (models < 2) {
            throw new IllegalArgumentException("--models " + models + ": 2 or more are needed to compare");
        }
        try (Interrupt interrupt = new Interrupt()) {
            ModelRuns runs = runs();
            List<String> places = places();
            ModelLoop loop = new ModelLoop(runs, places, out.resolve("models"));
            // So that what an earlier command wrote is not taken for what this one did.
            for (String file : FILES) {
                Files.deleteIfExists(out.resolve(file));
            }
            announce(screen, runs, places);
            if (!loop.run(models, part.index(), part.of(), interrupt::asked, progress(screen))) {
                screen.println("Stopped; what is done is in " + out.resolve("models")
                        + ". The same command goes on from there.");
                screen.flush();
                return Failures.FAILED;
            }
            RunFolder folder = loop.folder();
            long missing =
                    IntStream.range(0, models).filter(m -> !folder.has(m)).count();
            if (missing > 0) {
                screen.println(
                        "This part is done; " + missing + " models of other parts are missing. When they are there,"
                                + " the same command without --part writes the scores.");
            } else if (part.whole()) {
                write(screen, runs, folder, places);
            } else {
                screen.println("All models are there; the same command without --part writes the scores.");
            }
            screen.flush();
        }
        return 0;
    }

    private ModelRuns runs() {
        Parts parts = request.load();
        if (testSize < 0 || testSize > parts.test().size()) {
            throw new IllegalArgumentException("--test-size " + testSize + ": 0 (all) to "
                    + parts.test().size() + " is allowed with " + request.data());
        }
        Dataset test = testSize == 0 ? parts.test() : parts.test().first(testSize);
        String network = model != null ? model : parts.train().isImages() ? Job.IMAGE_MODEL : Job.TABLE_MODEL;
        ModelSpec.parse(network, parts.train().exampleShape(), parts.train().classes());
        return new ModelRuns(
                parts.train(),
                test,
                recipe.withModel(network),
                new Membership(membership, parts.train().size(), ratio, recipe.seed()));
    }

    private List<String> places() {
        if (devices != null && !devices.contains("best")) {
            return devices;
        }
        try (Device best = Device.best()) {
            return ModelLoop.usualDevices(best.name());
        }
    }

    private static ModelLoop.Progress progress(PrintWriter screen) {
        long start = System.nanoTime();
        return (number, done, total) -> {
            if (done == total || done * LINES / total != (done - 1) * LINES / total) {
                screen.printf(
                        Locale.ROOT,
                        "%" + String.valueOf(total).length() + "d of %d models, %.0f s%n",
                        done,
                        total,
                        (System.nanoTime() - start) * 1e-9);
                screen.flush();
            }
        };
    }

    private void announce(PrintWriter screen, ModelRuns runs, List<String> places) {
        Recipe own = runs.recipe();
        screen.println("data     " + runs.train());
        screen.println("         " + runs.test().size() + " for test");
        screen.println("noise    " + request.noise());
        screen.println("subsets  " + ratio + " of the examples, membership " + membership);
        screen.println("recipe   " + own.model() + ", " + own.loss() + ", " + own.optimizer() + " " + own.rate() + " "
                + own.schedule() + ", batch " + own.batch() + ", " + own.epochs() + " epochs, seed " + own.seed());
        screen.println("devices  " + String.join(" ", places));
        screen.println();
        screen.flush();
    }

    private void write(PrintWriter screen, ModelRuns runs, RunFolder folder, List<String> places) throws IOException {
        MemorizationScores correct = MemorizationScores.of(folder.results(0, models), Outcome.CORRECT);
        PermutedMembership permuted = new PermutedMembership(folder.results(0, models), recipe.seed());
        List<Influence> influences;
        int chance;
        try (Device device = Device.open(places.get(0))) {
            influences = search.find(device, folder.results(0, models), correct, runs.train(), runs.test());
            chance = search.find(device, permuted, correct, runs.train(), runs.test())
                    .size();
        }
        MemorizationReport report = new MemorizationReport(
                runs,
                models,
                correct,
                MemorizationScores.of(folder.results(0, models), Outcome.PROBABILITY),
                SplitHalf.of(folder, models, Outcome.PROBABILITY),
                search,
                influences,
                chance,
                configuration(runs, places),
                Versions.all());
        MemorizationCsv.write(report, out.resolve("memorization.csv"));
        InfluenceCsv.write(report, out.resolve("influence.csv"));
        MemorizationHtml.write(report, out.resolve("memorization.html"));
        summarise(screen, report);
    }

    private void summarise(PrintWriter screen, MemorizationReport report) {
        long memorized = 0;
        for (double score : report.correct().values()) {
            memorized += score >= search.leastMemorization() ? 1 : 0;
        }
        screen.println();
        screen.printf(
                Locale.ROOT,
                "%,d of %,d examples have a memorization of %s or more; %,d have none, since every model was trained on"
                        + " them, or no model.%n",
                memorized,
                report.correct().size(),
                search.leastMemorization(),
                report.correct().undefined());
        screen.printf(
                Locale.ROOT,
                "%,d pairs have an influence of %s or more; by chance alone %,d would.%n",
                report.influences().size(),
                search.leastInfluence(),
                report.chance());
        screen.println("Look at them: "
                + out.resolve("memorization.html").toAbsolutePath().normalize());
    }

    private Map<String, Object> configuration(ModelRuns runs, List<String> places) {
        Recipe own = runs.recipe();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("data", request.data());
        all.put("noise", request.noise());
        all.put("models", models);
        all.put("membership", membership.toString());
        all.put("ratio", ratio);
        all.put("model", own.model());
        all.put("loss", own.loss());
        all.put("optimizer", own.optimizer());
        all.put("lr", own.rate());
        all.put("schedule", own.schedule());
        all.put("batch", own.batch());
        all.put("epochs", own.epochs());
        all.put("augment", own.augmentation());
        all.put("seed", own.seed());
        all.put("top", search.most());
        all.put("same_class", search.sameClass());
        all.put("devices", String.join(" ", places));
        return all;
    }
}
