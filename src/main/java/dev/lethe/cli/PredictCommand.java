package dev.lethe.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.lethe.Device;
import dev.lethe.data.DataSpec;
import dev.lethe.data.Dataset;
import dev.lethe.data.Splits;
import dev.lethe.train.Predictor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Predicts with a trained model and writes what it says of each example. */
@Command(
        name = "predict",
        sortOptions = false,
        description = {
            "Loads a model that 'lethe train' saved and predicts the classes of a data set.",
            "Writes CSV with one row for each example: index, label, prediction, its probability."
        },
        footer = {
            "",
            "Example:",
            "  lethe predict --checkpoint out/strokes/checkpoint-elr --data strokes:1000 --out predictions.csv"
        })
final class PredictCommand implements Callable<Integer> {
    /** A part of a data set. */
    enum Part {
        TRAIN,
        TEST
    }

    @Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "DIR",
            description = "The folder 'checkpoint' or 'checkpoint-LOSS' that training wrote. Required.")
    private Path checkpoint;

    @Option(
            names = "--weights",
            paramLabel = "WHICH",
            defaultValue = "last",
            description = "last: of the final step; best: of the best epoch by validation. Default: ${DEFAULT-VALUE}.")
    private Predictor.Weights weights;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SPEC",
            description = "The data: " + DataSpec.ALLOWED + ". Required.")
    private String data;

    @Option(
            names = "--part",
            paramLabel = "PART",
            defaultValue = "test",
            description = "train or test: which part of the data; data without a test part is taken whole."
                    + " Default: ${DEFAULT-VALUE}.")
    private Part part;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of data that is drawn, such as strokes. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "best",
            description = "What to compute on, as in 'lethe train'. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "predictions.csv",
            description = "The file to write. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Common common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Splits splits = DataSpec.load(data, seed);
        Dataset set = part == Part.TEST && splits.test() != null ? splits.test() : splits.train();
        try (Device opened = Device.open(device);
                Predictor predictor = Predictor.load(opened, checkpoint, weights)) {
            int right = write(set, predictor);
            PrintWriter screen = spec.commandLine().getOut();
            screen.printf(
                    Locale.ROOT,
                    "%,d predictions in %s; %.1f%% are the given label%n",
                    set.size(),
                    out,
                    100.0 * right / set.size());
            screen.flush();
        }
        return 0;
    }

    /** Writes the file and returns how many predictions are the given label. */
    private int write(Dataset set, Predictor predictor) throws IOException {
        float[][] probabilities = predictor.predict(set);
        List<String> names = predictor.classNames();
        int[] labels = set.labels();
        int right = 0;
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            csv.writeRecord("index", "label", "prediction", "probability");
            for (int i = 0; i < labels.length; i++) {
                int best = 0;
                for (int k = 1; k < probabilities[i].length; k++) {
                    best = probabilities[i][k] > probabilities[i][best] ? k : best;
                }
                right += best == labels[i] ? 1 : 0;
                csv.writeRecord(
                        Integer.toString(set.index(i)),
                        set.classNames().get(labels[i]),
                        names.get(best),
                        Float.toString(probabilities[i][best]));
            }
        }
        return right;
    }
}
