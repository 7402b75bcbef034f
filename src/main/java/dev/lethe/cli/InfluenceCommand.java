package dev.lethe.cli;

import dev.lethe.data.DataSpec;
import dev.lethe.data.noise.LabelNoise;
import dev.lethe.influence.Method;
import dev.lethe.influence.Settings;
import dev.lethe.nn.ModelSpec;
import dev.lethe.train.Augmentation;
import dev.lethe.train.DataRequest;
import dev.lethe.train.OptimizerSpec;
import dev.lethe.train.Recipe;
import dev.lethe.train.ScheduleSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores which training examples helped or harmed the predictions for test examples. */
@Command(
        name = "influence",
        sortOptions = false,
        description = {
            "Trains a model and scores which training examples made the labels of chosen test examples more probable, and"
                    + " which less.",
            "Writes influence.csv (the most helpful and most harmful of each test example), self_influence.csv (every"
                    + " training example) and influence.html to look through them."
        },
        footer = {
            "",
            "Methods:",
            "  tracin      sum over checkpoints of learning rate times inner product of gradients",
            "  trak        least squares in projected gradients, averaged over checkpoints",
            "  grad-dot    inner product of gradients at the end",
            "  grad-cos    cosine between gradients at the end",
            "  last-layer  tracin of the last layer alone: the cheapest",
            "  self        only self_influence.csv: how hard each training example pulls on itself",
            "",
            "Examples:",
            "  lethe influence --data mnist:mnist --train-size 5000 --test-examples 0-19 --out out/why",
            "  lethe influence --data images:photos --method trak --checkpoints 10",
            "  lethe influence --data csv:table.csv --noise symmetric:0.1 --method self"
        })
final class InfluenceCommand implements Callable<Integer> {
    private static final int TRAK_PROJECTION = 1024;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SPEC",
            description = "The data: " + DataSpec.ALLOWED + ". Required.")
    private String data;

    @Option(
            names = "--method",
            paramLabel = "WHICH",
            defaultValue = "tracin",
            description = "How to score: " + Method.ALLOWED + ", see below. Default: ${DEFAULT-VALUE}.")
    private String method;

    @Option(
            names = "--test-examples",
            paramLabel = "LIST",
            defaultValue = "0-9",
            description = "Positions in the test set: " + Rows.ALLOWED + ". Default: ${DEFAULT-VALUE}.")
    private String testExamples;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many helpful and how many harmful training examples to write for each test example."
                    + " Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--checkpoints",
            paramLabel = "N",
            defaultValue = "5",
            description = "Epochs whose weights are looked at, spread evenly with the last among them."
                    + " Default: ${DEFAULT-VALUE}.")
    private int checkpoints;

    @Option(
            names = "--projection",
            paramLabel = "K",
            description =
                    "Numbers to project gradients to, a square such as 1024 or 4096; 0 to compare them as they are,"
                            + " which trak does not allow. Default: " + TRAK_PROJECTION + " for trak, 0 for others.")
    private Integer projection;

    @Option(
            names = "--ridge",
            paramLabel = "R",
            defaultValue = "0.001",
            description = "For trak: added to the diagonal of its Gram matrix, as a part of the mean of that."
                    + " Default: ${DEFAULT-VALUE}.")
    private double ridge;

    @Option(
            names = "--noise",
            paramLabel = "SPEC",
            defaultValue = "none",
            description = "What is done to the training labels: " + LabelNoise.ALLOWED + ". Default: ${DEFAULT-VALUE}.")
    private String noise;

    @Option(
            names = "--train-size",
            paramLabel = "N",
            defaultValue = "0",
            description = "Train on the first N examples; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int trainSize;

    @Option(
            names = "--model",
            paramLabel = "SPEC",
            description = "The network: " + ModelSpec.ALLOWED + ". Default: " + Job.IMAGE_MODEL + " for images, "
                    + Job.TABLE_MODEL + " for tables.")
    private String model;

    @Option(
            names = "--loss",
            paramLabel = "SPEC",
            defaultValue = "ce",
            description = "The loss of training, as in 'lethe train' but no method; influence is always that on the"
                    + " cross-entropy. Default: ${DEFAULT-VALUE}.")
    private String loss;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
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
            defaultValue = "sgd:momentum=0.9",
            description = "One of " + OptimizerSpec.ALLOWED + ". Default: ${DEFAULT-VALUE}.")
    private String optimizer;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "0.02",
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
                    + "; influence is that of the examples as they are. Default: ${DEFAULT-VALUE}.")
    private String augmentation;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of noise, weights, order and projections. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "best",
            description = "What to compute on, as in 'lethe train'. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/influence",
            description =
                    "Folder for what is written; files of an earlier run are replaced. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Common common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Method chosen = Method.parse(method);
        int projected = projection != null ? projection : chosen == Method.TRAK ? TRAK_PROJECTION : 0;
        Settings settings = new Settings(chosen, projected, seed, ridge, top);
        if (checkpoints < 1 || checkpoints > epochs) {
            throw new IllegalArgumentException("--checkpoints " + checkpoints + " of " + epochs
                    + " epochs: from 1 to as many as there are epochs is allowed");
        }
        Recipe recipe = Recipe.standard()
                .withLoss(loss)
                .withOptimizer(optimizer, rate, schedule)
                .withBatch(batch)
                .withEpochs(epochs)
                .withSeed(seed)
                .withAugmentation(augmentation);
        DataRequest request = new DataRequest(data, noise, trainSize, 0, seed);
        return new InfluenceJob(request, recipe, model, settings, checkpoints, testExamples, device, out)
                .run(spec.commandLine().getOut());
    }
}
