package dev.lethe.cli;

import dev.lethe.audit.LabelScore;
import dev.lethe.data.DataSpec;
import dev.lethe.data.noise.LabelNoise;
import dev.lethe.nn.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Ranks the labels of a data set by how probably they are wrong. */
@Command(
        name = "audit",
        sortOptions = false,
        description = {
            "Finds labels that are probably wrong, without knowing the true ones: ranks every label of the training part"
                    + " and suggests another where one is more probable.",
            "Writes suspects.csv, labels.npy (suggested labels), audit.html to look through them, and audit.json."
        },
        footer = {
            "",
            "Examples:",
            "  lethe audit --data images:photos --out out/photos",
            "  lethe audit --data csv:table.csv --method cross-validation --folds 5",
            "  lethe audit --probs out-of-fold.npy --labels labels.npy --out out/mine",
            "  lethe audit --data mnist:mnist --noise pair:0.1     how well are planted errors found?"
        })
final class AuditCommand implements Callable<Integer> {
    private static final List<String> OF_TRAINING =
            List.of("--method", "--folds", "--epochs", "--model", "--loss", "--augment", "--device");

    @Option(
            names = "--data",
            paramLabel = "SPEC",
            description =
                    "The data: " + DataSpec.ALLOWED + ". Default: none; needed unless there are --probs and --labels.")
    private String data;

    @Option(
            names = "--method",
            paramLabel = "WHICH",
            defaultValue = "dynamics",
            description =
                    "dynamics: examples are judged by how one model learned them; cross-validation: by a model that"
                            + " was not trained on the example. Default: ${DEFAULT-VALUE}.")
    private String method;

    @Option(
            names = "--score",
            paramLabel = "WHICH",
            description = "What ranks: posterior, self-confidence, normalised-margin or weighted-entropy; with dynamics"
                    + " also mean-loss, area-under-margin or target-disagreement. Default: posterior.")
    private String score;

    @Option(
            names = "--folds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Parts for --method cross-validation. Default: ${DEFAULT-VALUE}.")
    private int folds;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "0",
            description = "Passes over the training examples of each model; 0 for as many as make about "
                    + AuditJob.EXAMPLES_SEEN + " examples, at least " + AuditJob.FEWEST_EPOCHS + " and at most "
                    + AuditJob.MOST_EPOCHS + ". Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--model",
            paramLabel = "SPEC",
            description = "The network: " + ModelSpec.ALLOWED + ". Default: " + Job.IMAGE_MODEL + " for images, "
                    + Job.TABLE_MODEL + " for tables.")
    private String model;

    @Option(
            names = "--loss",
            paramLabel = "SPEC",
            description = "The loss: elr for dynamics, any of 'lethe train' for cross-validation. Default: elr, and"
                    + " gce for cross-validation.")
    private String loss;

    @Option(
            names = "--augment",
            paramLabel = "SPEC",
            defaultValue = "none",
            description = "Changes to training images in each step, as in 'lethe train'. Default: ${DEFAULT-VALUE}.")
    private String augmentation;

    @Option(
            names = "--probs",
            paramLabel = "FILE",
            description = "Instead of training: probabilities by models that were not trained on the example, floats of"
                    + " shape (examples, classes) in a .npy file, in the order of the data. Default: none.")
    private Path probs;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Given labels for --probs without --data: integers, .npy or one a line. Default: none.")
    private Path labels;

    @Option(
            names = "--noise",
            paramLabel = "SPEC",
            defaultValue = "none",
            description =
                    "Wrong labels to plant, so that it is reported how well they are found; no score uses the true"
                            + " ones: " + LabelNoise.ALLOWED + ". Default: ${DEFAULT-VALUE}.")
    private String noise;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of folds, weights, order, planted labels and drawn data. Default: ${DEFAULT-VALUE}.")
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
            defaultValue = "out/audit",
            description =
                    "Folder for what is written; files of an earlier audit are replaced. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Common common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        LabelScore ranking = score == null ? LabelScore.POSTERIOR : LabelScore.parse(score);
        AuditOutput output = new AuditOutput(out, spec.commandLine().getOut());
        if (probs != null) {
            refuseOptionsOfTraining();
            return new AuditProbabilities(probs, labels, data, noise, ranking, seed).run(output);
        }
        if (labels != null) {
            throw new IllegalArgumentException("--labels is for --probs; other data has its labels with it");
        }
        if (data == null) {
            throw new IllegalArgumentException("--data SPEC is missing, or --probs FILE with --labels FILE");
        }
        AuditMethod chosen = AuditMethod.parse(method);
        if (chosen == AuditMethod.DYNAMICS
                && spec.commandLine().getParseResult().hasMatchedOption("--folds")) {
            throw new IllegalArgumentException("--folds is for --method cross-validation; dynamics has none");
        }
        AuditJob job =
                new AuditJob(data, noise, chosen, ranking, folds, epochs, model, loss, augmentation, seed, device);
        return job.run(output);
    }

    private void refuseOptionsOfTraining() {
        ParseResult given = spec.commandLine().getParseResult();
        for (String option : OF_TRAINING) {
            if (given.hasMatchedOption(option)) {
                throw new IllegalArgumentException(
                        option + " is for training, and with --probs nothing is trained: leave one of them out");
            }
        }
        if ((data == null) == (labels == null)) {
            throw new IllegalArgumentException("--probs needs the labels: give either --data SPEC or --labels FILE");
        }
    }
}
