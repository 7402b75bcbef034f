package dev.lethe.cli;

import dev.lethe.Device;
import dev.lethe.autograd.Clip;
import dev.lethe.data.Dataset;
import dev.lethe.data.noise.LabelNoise;
import dev.lethe.loss.LossSpec;
import dev.lethe.nn.ModelSpec;
import dev.lethe.report.Comparison;
import dev.lethe.report.Findings;
import dev.lethe.report.HtmlReport;
import dev.lethe.report.LedgerFile;
import dev.lethe.report.ResultTable;
import dev.lethe.report.ResultsJson;
import dev.lethe.report.TableFormat;
import dev.lethe.report.TrackingFile;
import dev.lethe.train.ClipSpec;
import dev.lethe.train.DataRequest;
import dev.lethe.train.Parts;
import dev.lethe.train.PrivateRun;
import dev.lethe.train.PrivateTraining;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Tracking;
import dev.lethe.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The main job: one run for each loss, then the files that tell of them.
 *
 * @param model null for the usual one of the data's kind
 * @param recipe of every run, but for model and loss
 * @param clip bound of each example's gradient, or null
 * @param privacy differential privacy, or null
 * @param tracking what is kept of every example epoch by epoch
 * @param formats of ledgers and of what is tracked
 */
record Job(
        DataRequest request,
        List<LossSpec> losses,
        String model,
        Recipe recipe,
        Clip clip,
        PrivateTraining privacy,
        String deviceName,
        Path out,
        boolean resume,
        int checkpointEvery,
        Tracking tracking,
        Set<TableFormat> formats) {
    static final String IMAGE_MODEL = "convnet";
    static final String TABLE_MODEL = "mlp:256,128";

    /** Runs it and returns the exit code. */
    int run(PrintWriter screen) throws IOException {
        try (Device device = Device.open(deviceName);
                Interrupt interrupt = new Interrupt()) {
            Parts parts = request.load();
            String network = model != null ? model : parts.train().isImages() ? IMAGE_MODEL : TABLE_MODEL;
            ModelSpec.parse(network, parts.train().exampleShape(), parts.train().classes());
            PrivateRun privately =
                    privacy == null ? null : privacy.run(parts.train().size(), recipe);
            if (privacy != null) {
                privacy.require(tracking);
                losses.forEach(loss -> privacy.require(recipe.withLoss(loss.label())));
            }
            losses.forEach(loss -> tracking.require(recipe.withModel(network).withLoss(loss.label())));
            Files.createDirectories(out);
            forgetEarlierRun();
            announce(screen, parts, network, device, privately);
            List<RunResult> runs = new ArrayList<>();
            for (LossSpec loss : losses) {
                Recipe own = recipe.withModel(network).withLoss(loss.label());
                RunResult result = train(device, own, parts, loss, interrupt, screen);
                if (result.epochs() < own.epochs()) {
                    screen.println("Stopped in epoch " + (result.epochs() + 1) + " of " + own.epochs() + " of "
                            + loss.label() + "; the state is saved in " + checkpoint(loss)
                            + ". The same command with --resume goes on from there.");
                    screen.flush();
                    return Failures.FAILED;
                }
                runs.add(result);
            }
            report(screen, parts, device, network, privately, runs);
        }
        return 0;
    }

    /** So that what an earlier run wrote is not taken for what an interrupted one did. */
    private void forgetEarlierRun() throws IOException {
        Files.deleteIfExists(out.resolve("results.json"));
        Files.deleteIfExists(out.resolve("report.html"));
        for (LossSpec loss : losses) {
            for (TableFormat format : TableFormat.values()) {
                Files.deleteIfExists(table("ledger", loss, format));
                Files.deleteIfExists(table("tracking", loss, format));
            }
        }
    }

    private Path table(String name, LossSpec loss, TableFormat format) {
        return out.resolve(name + suffix(loss) + "." + format.label());
    }

    private RunResult train(
            Device device, Recipe own, Parts parts, LossSpec loss, Interrupt interrupt, PrintWriter screen) {
        try (Progress progress = Progress.on(screen, width(), own, interrupt)) {
            return new Trainer(device, own, parts)
                    .clipExamples(clip)
                    .privately(privacy)
                    .checkpoint(checkpoint(loss), checkpointEvery)
                    .track(tracking)
                    .resume(resume)
                    .run(progress);
        }
    }

    private void announce(PrintWriter screen, Parts parts, String network, Device device, PrivateRun privately) {
        screen.println("data     " + parts.train());
        screen.println("         " + size(parts.validation()) + " for validation, " + size(parts.test()) + " for test");
        String missing = missing(parts.train());
        if (!missing.isEmpty()) {
            screen.println("         no training example is given the label " + missing + ": it cannot be learned");
        }
        screen.println("noise    " + request.noise() + convention());
        screen.println("recipe   " + network + ", " + recipe.optimizer() + " " + recipe.rate() + " "
                + recipe.schedule() + ", batch " + recipe.batch() + ", " + recipe.epochs() + " epochs, seed "
                + recipe.seed());
        if (clip != null) {
            screen.println("         gradients of examples clipped to " + ClipSpec.text(clip));
        }
        if (privately != null) {
            screen.println("privacy  " + PrivacyLines.announce(privately, recipe));
        }
        screen.println("device   " + device.description());
        screen.println();
        screen.flush();
    }

    /** Names of the classes without an example, at most a few. */
    private static String missing(Dataset set) {
        int[] counts = set.counts();
        List<String> names = new ArrayList<>();
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] == 0) {
                names.add(set.classNames().get(k));
            }
        }
        int shown = Math.min(names.size(), 5);
        String more = names.size() > shown ? " or " + (names.size() - shown) + " others" : "";
        return String.join(" or ", names.subList(0, shown)) + more;
    }

    private String convention() {
        String text = LabelNoise.parse(request.noise()).convention();
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    private static String size(Dataset set) {
        return set == null ? "none" : String.valueOf(set.size());
    }

    private void report(
            PrintWriter screen, Parts parts, Device device, String network, PrivateRun privately, List<RunResult> runs)
            throws IOException {
        Comparison comparison = new Comparison(
                request.seed(),
                device.description(),
                request.data(),
                request.noise(),
                configuration(parts, network, privately),
                Versions.all(),
                runs);
        ResultsJson.write(comparison, out.resolve("results.json"));
        for (int i = 0; i < runs.size(); i++) {
            for (TableFormat format : formats) {
                LedgerFile.write(runs.get(i).ledger(), format, table("ledger", losses.get(i), format));
                if (!tracking.isNone()) {
                    TrackingFile.write(runs.get(i).tracking(), format, table("tracking", losses.get(i), format));
                }
            }
        }
        HtmlReport.write(comparison, parts.train(), out.resolve("report.html"));

        screen.println();
        ResultTable.lines(comparison).forEach(screen::println);
        screen.println();
        Findings.of(comparison).forEach(screen::println);
        if (privately != null) {
            screen.println(PrivacyLines.spent(privately, recipe));
        }
        screen.println();
        screen.println("Report: " + out.resolve("report.html").toAbsolutePath().normalize());
        screen.flush();
    }

    private Map<String, Object> configuration(Parts parts, String network, PrivateRun privately) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("noise_convention", LabelNoise.parse(request.noise()).convention());
        all.put("losses", losses.stream().map(LossSpec::inFull).collect(Collectors.joining("; ")));
        all.put("model", network);
        all.put("optimizer", recipe.optimizer());
        all.put("lr", recipe.rate());
        all.put("schedule", recipe.schedule());
        all.put("batch", recipe.batch());
        all.put("epochs", recipe.epochs());
        all.put("augment", recipe.augmentation());
        all.put("class_weights", recipe.classWeights());
        all.put("track", tracking.text());
        if (clip != null) {
            all.put("clip_examples", ClipSpec.text(clip));
        }
        if (privately != null) {
            all.putAll(PrivacyLines.configuration(privately, recipe));
        }
        all.put("train_examples", parts.train().size());
        all.put(
                "validation_examples",
                parts.validation() == null ? 0 : parts.validation().size());
        all.put("test_examples", parts.test() == null ? 0 : parts.test().size());
        return all;
    }

    private Path checkpoint(LossSpec loss) {
        return out.resolve("checkpoint" + suffix(loss));
    }

    /** Empty for a single loss; otherwise its name, with its numbers if another has the same name. */
    private String suffix(LossSpec loss) {
        if (losses.size() == 1) {
            return "";
        }
        long same = losses.stream().filter(l -> l.name().equals(loss.name())).count();
        return "-" + (same == 1 ? loss.name() : loss.label().replaceAll("[^A-Za-z0-9.]+", "-"));
    }

    private int width() {
        return losses.stream().mapToInt(l -> l.label().length()).max().getAsInt();
    }
}
