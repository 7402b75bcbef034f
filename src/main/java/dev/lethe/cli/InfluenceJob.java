package dev.lethe.cli;

import dev.lethe.Device;
import dev.lethe.data.Dataset;
import dev.lethe.influence.Influence;
import dev.lethe.influence.InfluenceCsv;
import dev.lethe.influence.InfluenceHtml;
import dev.lethe.influence.InfluenceReport;
import dev.lethe.influence.InfluenceResult;
import dev.lethe.influence.Method;
import dev.lethe.influence.Recorder;
import dev.lethe.influence.Settings;
import dev.lethe.loss.LossSpec;
import dev.lethe.nn.ModelSpec;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Trains a model, keeps the weights of some epochs, and scores influence at them.
 *
 * @param recipe but for the model
 * @param model null for the usual one of the data's kind
 * @param testExamples which of the test set, see {@link Rows}
 */
record InfluenceJob(
        DataRequest request,
        Recipe recipe,
        String model,
        Settings settings,
        int checkpoints,
        String testExamples,
        String deviceName,
        Path out) {
    private static final List<String> FILES = List.of("influence.csv", "self_influence.csv", "influence.html");

    /** Runs it and returns the exit code. */
    int run(PrintWriter screen) throws IOException {
        if (LossSpec.parse(recipe.loss()).isMethod()) {
            throw new IllegalArgumentException("--loss " + recipe.loss()
                    + " changes examples or trains two networks; influence looks at one network: a plain loss such as ce"
                    + " or gce is allowed");
        }
        try (Device device = Device.open(deviceName);
                Interrupt interrupt = new Interrupt()) {
            long start = System.nanoTime();
            Parts parts = request.load();
            Dataset train = parts.train();
            Dataset test = parts.test()
                    .subset(Rows.parse(
                            "--test-examples", testExamples, parts.test().size()));
            Recipe own = recipe.withModel(model != null ? model : train.isImages() ? Job.IMAGE_MODEL : Job.TABLE_MODEL);
            ModelSpec.parse(own.model(), train.exampleShape(), train.classes());
            if (settings.top() > train.size()) {
                throw new IllegalArgumentException("--top " + settings.top() + ": there are " + train.size()
                        + " training examples, so 1 to " + train.size() + " is allowed");
            }
            try (Progress progress = Progress.named(screen, "training", own, interrupt)) {
                Recorder recorder = new Recorder(progress, own.epochs(), checkpoints);
                prepare();
                announce(screen, parts, own, device);
                RunResult run = new Trainer(device, own, parts).run(recorder);
                if (run.epochs() < own.epochs()) {
                    screen.println("Stopped; nothing is written. The same command begins anew.");
                    screen.flush();
                    return Failures.FAILED;
                }
                InfluenceResult result = Influence.of(
                        device,
                        ModelSpec.parse(own.model(), train.exampleShape(), train.classes()),
                        train,
                        test,
                        recorder.kept(),
                        settings);
                double seconds = (System.nanoTime() - start) * 1e-9;
                write(new InfluenceReport(
                        result, device.description(), configuration(own, parts), Versions.all(), seconds));
            }
            screen.printf(
                    Locale.ROOT,
                    "%nLook through them: %s%n",
                    out.resolve("influence.html").toAbsolutePath().normalize());
            screen.flush();
        }
        return 0;
    }

    /** So that what an earlier run wrote is not taken for what comes. */
    private void prepare() throws IOException {
        Files.createDirectories(out);
        for (String file : FILES) {
            Files.deleteIfExists(out.resolve(file));
        }
    }

    private void announce(PrintWriter screen, Parts parts, Recipe own, Device device) {
        screen.println("data     " + parts.train());
        screen.println("noise    " + request.noise());
        screen.println("method   " + settings.method() + projected() + ", weights of " + checkpoints + " of "
                + own.epochs() + " epochs");
        screen.println("recipe   " + own.model() + ", " + own.loss() + ", " + own.optimizer() + " " + own.rate() + " "
                + own.schedule() + ", batch " + own.batch() + ", seed " + own.seed());
        screen.println("device   " + device.description());
        screen.println();
        screen.flush();
    }

    private String projected() {
        return settings.projection() == 0 ? "" : ", gradients projected to " + settings.projection();
    }

    private void write(InfluenceReport report) throws IOException {
        if (settings.method() != Method.SELF) {
            InfluenceCsv.writePairs(report.result(), out.resolve("influence.csv"));
        }
        InfluenceCsv.writeExamples(report.result(), out.resolve("self_influence.csv"));
        InfluenceHtml.write(report, out.resolve("influence.html"));
    }

    private Map<String, Object> configuration(Recipe own, Parts parts) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("data", request.data());
        all.put("noise", request.noise());
        all.put("train_examples", parts.train().size());
        all.put("test_examples", testExamples);
        all.put("method", settings.method().toString());
        all.put("checkpoints", checkpoints);
        if (settings.projection() > 0) {
            all.put("projection", settings.projection());
        }
        if (settings.method() == Method.TRAK) {
            all.put("ridge", settings.ridge());
        }
        all.put("model", own.model());
        all.put("loss", own.loss());
        all.put("optimizer", own.optimizer());
        all.put("lr", own.rate());
        all.put("schedule", own.schedule());
        all.put("batch", own.batch());
        all.put("epochs", own.epochs());
        all.put("augment", own.augmentation());
        all.put("seed", own.seed());
        return all;
    }
}
