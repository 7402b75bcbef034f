package dev.lethe.cli;

import dev.lethe.data.DataSpec;
import dev.lethe.data.noise.LabelNoise;
import dev.lethe.loss.LossSpec;
import dev.lethe.nn.ModelSpec;
import dev.lethe.report.TableFormat;
import dev.lethe.train.Augmentation;
import dev.lethe.train.ClipSpec;
import dev.lethe.train.DataRequest;
import dev.lethe.train.OptimizerSpec;
import dev.lethe.train.PrivateTraining;
import dev.lethe.train.Recipe;
import dev.lethe.train.ScheduleSpec;
import dev.lethe.train.Tracking;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains one model for each loss, everything else the same, and reports what each made of the labels. */
@Command(
        name = "train",
        sortOptions = false,
        description = {
            "Trains one model for each loss, on the same data, in the same order, with the same settings, and compares:"
                    + " test accuracy, and which wrong labels were memorized and which recovered.",
            "Writes results.json, ledger.csv (ledger-LOSS.csv if there are several losses), report.html and a checkpoint;"
                    + " with --track also tracking.csv."
        },
        footer = {
            "",
            "Examples:",
            "  lethe train --data strokes:5000 --noise symmetric:0.4 --out out/strokes",
            "  lethe train --data mnist:mnist --train-size 10000 --noise pair:0.4 --loss ce,elr:lambda=3,beta=0.7",
            "  lethe train --data images:photos --model resnet18 --augment crop:4,flip --loss gce:q=0.7",
            "",
            "Ctrl-C stops at the end of the step and saves; the same command with --resume goes on from there."
        })
final class TrainCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "SPEC",
            description = "The data: " + DataSpec.ALLOWED + ". Required.")
    private String data;

    @Option(
            names = "--noise",
            paramLabel = "SPEC",
            defaultValue = "none",
            description = "What is done to the training and validation labels: " + LabelNoise.ALLOWED
                    + ". Default: ${DEFAULT-VALUE}.")
    private String noise;

    @Option(
            names = "--loss",
            paramLabel = "LIST",
            defaultValue = "ce,gce,elr",
            description = "Losses with commas between, listed below. Default: ${DEFAULT-VALUE}.")
    private String losses;

    @Option(
            names = "--model",
            paramLabel = "SPEC",
            description = "The network: " + ModelSpec.ALLOWED + ". Default: " + Job.IMAGE_MODEL + " for images, "
                    + Job.TABLE_MODEL + " for tables.")
    private String model;

    @Option(
            names = "--train-size",
            paramLabel = "N",
            defaultValue = "0",
            description = "Train on the first N examples; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int trainSize;

    @Option(
            names = "--validation",
            paramLabel = "FRACTION",
            defaultValue = "0.1",
            description = "Examples that select the best epoch, as a fraction of the training examples; labels as noisy"
                    + " as theirs. Taken from what follows the first N, or out of them where too little follows; 0 for"
                    + " none. Default: ${DEFAULT-VALUE}.")
    private double validation;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "40",
            description = "Passes over the training set. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "128",
            description = "Examples in a step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--optimizer",
            paramLabel = "SPEC",
            defaultValue = "adam",
            description = "One of " + OptimizerSpec.ALLOWED + ". Default: ${DEFAULT-VALUE}.")
    private String optimizer;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "0.001",
            description = "Highest learning rate. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--schedule",
            paramLabel = "SPEC",
            defaultValue = "cosine",
            description = "One of " + ScheduleSpec.ALLOWED + ". Default: ${DEFAULT-VALUE}.")
    private String schedule;

    @Option(
            names = "--augment",
            paramLabel = "SPEC",
            defaultValue = "none",
            description = "Changes to training examples in each step: " + Augmentation.ALLOWED
                    + ". Default: ${DEFAULT-VALUE}.")
    private String augmentation;

    @Option(
            names = "--class-weights",
            paramLabel = "WHICH",
            defaultValue = "none",
            description = "none, or balanced: rare classes weigh more. Default: ${DEFAULT-VALUE}.")
    private String classWeights;

    @Option(
            names = "--clip-examples",
            paramLabel = "SPEC",
            description =
                    "Bound the gradient of each example in every step: " + ClipSpec.ALLOWED + ". Default: no bound.")
    private String clip;

    @Option(
            names = "--private",
            paramLabel = "SPEC",
            description = "Differential privacy by clipped gradients, noise and Poisson batches: "
                    + PrivateTraining.ALLOWED + ". Keep the seed secret. Default: none.")
    private String privacy;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of noise, weights, order and everything else random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "best",
            description = "What to compute on: cpu, cpu:THREADS, cuda or best; 'lethe devices' lists what there is."
                    + " Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/train",
            description =
                    "Folder for what is written; files of an earlier run are replaced. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--track",
            paramLabel = "SPEC",
            defaultValue = "none",
            description = "What is written down of every training example epoch by epoch: " + Tracking.ALLOWED
                    + ". It changes nothing in what is learned. Default: ${DEFAULT-VALUE}.")
    private String track;

    @Option(
            names = "--table-format",
            paramLabel = "LIST",
            defaultValue = "csv",
            description = "Formats of the ledger and of what is tracked, with commas between: " + TableFormat.ALLOWED
                    + ". Default: ${DEFAULT-VALUE}.")
    private String tableFormat;

    @Option(names = "--resume", description = "Go on from the checkpoints in the --out folder, bit for bit.")
    private boolean resume;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            defaultValue = "5",
            description = "Epochs from one checkpoint to the next. Default: ${DEFAULT-VALUE}.")
    private int checkpointEvery;

    @Mixin
    private Common common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Recipe recipe = Recipe.standard()
                .withOptimizer(optimizer, rate, schedule)
                .withBatch(batch)
                .withEpochs(epochs)
                .withSeed(seed)
                .withAugmentation(augmentation)
                .withClassWeights(classWeights);
        DataRequest request = new DataRequest(data, noise, trainSize, validation, seed);
        if (checkpointEvery < 1) {
            throw new IllegalArgumentException("--checkpoint-every " + checkpointEvery + ": 1 or more is allowed");
        }
        if (clip != null && privacy != null) {
            throw new IllegalArgumentException("--clip-examples " + clip + " and --private " + privacy
                    + ", which clips by itself: one of them is allowed");
        }
        Job job = new Job(
                request,
                LossSpec.parseList(losses),
                model,
                recipe,
                clip == null ? null : ClipSpec.parse(clip),
                privacy == null ? null : PrivateTraining.parse(privacy),
                device,
                out,
                resume,
                checkpointEvery,
                Tracking.parse(track),
                TableFormat.parseList(tableFormat));
        return job.run(spec.commandLine().getOut());
    }
}
