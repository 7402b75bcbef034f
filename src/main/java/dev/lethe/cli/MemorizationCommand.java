package dev.lethe.cli;

import dev.lethe.data.DataSpec;
import dev.lethe.data.noise.LabelNoise;
import dev.lethe.memorization.InfluenceSearch;
import dev.lethe.memorization.Membership;
import dev.lethe.memorization.Outcome;
import dev.lethe.nn.ModelSpec;
import dev.lethe.train.DataRequest;
import dev.lethe.train.OptimizerSpec;
import dev.lethe.train.Recipe;
import dev.lethe.train.ScheduleSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores how much each training example is memorized, by models trained on random subsets. */
@Command(
        name = "memorization",
        sortOptions = false,
        description = {
            "Trains many models, each on a random subset, and scores every training example: how much oftener is its label"
                    + " predicted by models that were trained on it than by models that were not? The same for pairs of a"
                    + " training and a test example is influence.",
            "Writes memorization.csv, influence.csv, memorization.html, and a file for each model in models/."
        },
        footer = {
            "",
            "Examples:",
            "  lethe memorization --data strokes:2000 --noise symmetric:0.1 --model mlp:128 --out out/strokes",
            "  lethe memorization --data mnist:mnist --train-size 2000 --model mlp:128 --models 64",
            "  lethe memorization --data cifar10:cifar --models 400 --device cuda:0 --device cuda:1",
            "  lethe memorization --data cifar10:cifar --models 400 --part 3/8     one of eight processes, one folder",
            "",
            "Ctrl-C stops; the same command goes on with the models that are missing. More --models use those there are."
        })
final class MemorizationCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "SPEC",
            description = "The data: " + DataSpec.ALLOWED + ". Required.")
    private String data;

    @Option(
            names = "--models",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many models. Default: ${DEFAULT-VALUE}.")
    private int models;

    @Option(
            names = "--ratio",
            paramLabel = "R",
            defaultValue = "0.7",
            description = "Of the examples that a model is trained on. Default: ${DEFAULT-VALUE}.")
    private double ratio;

    @Option(
            names = "--membership",
            paramLabel = "WHICH",
            defaultValue = "subset",
            description = "How subsets are drawn: subset, without replacement; hash, each example by itself."
                    + " Default: ${DEFAULT-VALUE}.")
    private String membership;

    @Option(
            names = "--noise",
            paramLabel = "SPEC",
            defaultValue = "none",
            description = "Wrong labels to plant: " + LabelNoise.ALLOWED + ". Default: ${DEFAULT-VALUE}.")
    private String noise;

    @Option(
            names = "--train-size",
            paramLabel = "N",
            defaultValue = "0",
            description = "Score the first N training examples; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int trainSize;

    @Option(
            names = "--test-size",
            paramLabel = "N",
            defaultValue = "0",
            description = "Look for influence on the first N test examples; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int testSize;

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
            description = "The loss, as in 'lethe train'. Default: ${DEFAULT-VALUE}.")
    private String loss;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "40",
            description = "Passes over a subset. Default: ${DEFAULT-VALUE}.")
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
            description = "Changes to training images in each step, as in 'lethe train'. Default: ${DEFAULT-VALUE}.")
    private String augmentation;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "Most training examples for each test example in influence.csv. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--min-memorization",
            paramLabel = "X",
            defaultValue = "0.25",
            description = "Least memorization of a training example in influence.csv. Default: ${DEFAULT-VALUE}.")
    private double leastMemorization;

    @Option(
            names = "--min-influence",
            paramLabel = "X",
            defaultValue = "0.15",
            description = "Least influence of a pair in influence.csv. Default: ${DEFAULT-VALUE}.")
    private double leastInfluence;

    @Option(names = "--any-class", description = "Also look for influence between examples of different given labels.")
    private boolean anyClass;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of subsets, weights, order, planted labels and drawn data. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "What to compute on, as in 'lethe train'; may be given several times, also the same, and each"
                    + " trains a model at a time. Default: the best there is, and if that is a CPU, cpu:1 for each"
                    + " processor.")
    private List<String> devices;

    @Option(
            names = "--part",
            paramLabel = "I/N",
            defaultValue = "1/1",
            description = "Train only every N-th model, from the I-th on, for N processes that share the --out folder."
                    + " Default: ${DEFAULT-VALUE}.")
    private String part;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/memorization",
            description = "Folder for what is written. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Common common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Recipe recipe = Recipe.standard()
                .withLoss(loss)
                .withOptimizer(optimizer, rate, schedule)
                .withBatch(batch)
                .withEpochs(epochs)
                .withSeed(seed)
                .withAugmentation(augmentation);
        InfluenceSearch search =
                new InfluenceSearch(Outcome.CORRECT, leastMemorization, leastInfluence, !anyClass, top);
        DataRequest request = new DataRequest(data, noise, trainSize, 0, seed);
        MemorizationJob job = new MemorizationJob(
                request,
                testSize,
                models,
                Membership.Kind.parse(membership),
                ratio,
                model,
                recipe,
                search,
                devices,
                Part.parse(part),
                out);
        return job.run(spec.commandLine().getOut());
    }
}
