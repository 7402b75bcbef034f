package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.data.noise.TransitionMatrix;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.function.DoublePredicate;

/**
 * A loss that can be asked for by name: the one table that parsing and help read.
 *
 * @param file name of a parameter whose value is a file and that may be left out; null if there is none
 */
record LossKind(String name, String description, List<Parameter> parameters, String file, Maker maker) {
    LossKind(String name, String description, List<Parameter> parameters, Maker maker) {
        this(name, description, parameters, null, maker);
    }

    /** A number that a loss takes. {@code range} says in words what {@code allowed} checks. */
    record Parameter(String name, double standard, String range, DoublePredicate allowed) {}

    /** What a loss is built from: its parameters by name, and what it may keep per training example. */
    interface Maker {
        Loss make(SortedMap<String, Double> values, Device device, Arena data, int examples, int classes);

        /** As {@link #make}, given the file that the loss takes, or null. */
        default Loss make(
                SortedMap<String, Double> values, String file, Device device, Arena data, int examples, int classes) {
            return make(values, device, data, examples, classes);
        }
    }

    static final List<LossKind> ALL = List.of(
            simple("ce", "cross-entropy", v -> new CrossEntropy(v.get("smoothing")), fraction("smoothing", 0)),
            simple("bce", "binary cross-entropy, each output by itself", v -> new BinaryCrossEntropy()),
            simple("mse", "squared error of probabilities (Brier score)", v -> new BrierScore()),
            simple("squared", "squared error of the outputs, for regression", v -> new SquaredError()),
            simple("mae", "absolute error of probabilities, symmetric", v -> new MeanAbsoluteError()),
            simple(
                    "rll",
                    "robust log loss, symmetric",
                    v -> new RobustLogLoss(v.get("alpha")),
                    new Parameter("alpha", 0.1, "above 0", x -> x > 0)),
            simple(
                    "gce",
                    "generalized cross-entropy",
                    v -> new GeneralizedCrossEntropy(v.get("q")),
                    new Parameter("q", 0.7, "above 0, at most 1", x -> x > 0 && x <= 1)),
            new LossKind(
                    "elr",
                    "early-learning regularization, keeps a target for each training example",
                    List.of(new Parameter("lambda", 3, "at least 0", x -> x >= 0), fraction("beta", 0.7)),
                    (v, device, data, examples, classes) ->
                            EarlyLearning.of(device, data, examples, classes, v.get("lambda"), v.get("beta"))),
            corrected(
                    "forward",
                    "forward correction; without a matrix, for an estimate after warmup epochs",
                    ForwardCorrection::of,
                    ForwardCorrection::estimated),
            corrected(
                    "backward",
                    "backward correction, as forward",
                    BackwardCorrection::of,
                    BackwardCorrection::estimated),
            simple(
                    "bootstrap-soft",
                    "cross-entropy to a mean of label and prediction",
                    v -> new BootstrapSoft(v.get("beta")),
                    new Parameter("beta", 0.95, "0 to 1", x -> x >= 0 && x <= 1)),
            simple(
                    "bootstrap-hard",
                    "cross-entropy to a mean of label and predicted class",
                    v -> new BootstrapHard(v.get("beta")),
                    new Parameter("beta", 0.8, "0 to 1", x -> x >= 0 && x <= 1)),
            simple(
                    "bitempered",
                    "bi-tempered logistic loss",
                    v -> new BiTempered(v.get("t1"), v.get("t2")),
                    new Parameter("t1", 0.8, "0 to 1", x -> x >= 0 && x <= 1),
                    new Parameter("t2", 1.2, "1 to 5", x -> x >= 1 && x <= BiTempered.MOST)),
            new LossKind(
                    "temporal",
                    "temporal ensembling: pulls to the average prediction of earlier epochs",
                    List.of(
                            fraction("alpha", 0.6),
                            new Parameter("weight", 3, "at least 0", x -> x >= 0),
                            epochs("ramp", 10)),
                    (v, device, data, examples, classes) -> TemporalEnsembling.of(
                            device,
                            data,
                            examples,
                            classes,
                            v.get("alpha"),
                            v.get("weight"),
                            v.get("ramp").intValue())),
            new LossKind(
                    "distil",
                    "self-distillation: labels mixed with the predictions of earlier epochs",
                    List.of(
                            fraction("alpha", 0),
                            new Parameter("share", 0.8, "0 to 1", x -> x >= 0 && x <= 1),
                            epochs("ramp", 40)),
                    (v, device, data, examples, classes) -> SelfDistillation.of(
                            device,
                            data,
                            examples,
                            classes,
                            v.get("alpha"),
                            v.get("share"),
                            v.get("ramp").intValue())));

    /** A loss with a matrix that is known from the start. */
    private interface Known {
        Loss make(Device device, Arena data, double[][] rows);
    }

    /** The same loss with one that is estimated after {@code warmup} epochs. */
    private interface Estimated {
        Loss make(Device device, Arena data, int classes, int warmup);
    }

    private static LossKind corrected(String name, String description, Known known, Estimated estimated) {
        Maker maker = new Maker() {
            @Override
            public Loss make(SortedMap<String, Double> v, Device device, Arena data, int examples, int classes) {
                return estimated.make(device, data, classes, v.get("warmup").intValue());
            }

            @Override
            public Loss make(
                    SortedMap<String, Double> v, String file, Device device, Arena data, int examples, int classes) {
                if (file == null) {
                    return make(v, device, data, examples, classes);
                }
                double[][] rows = TransitionMatrix.read(Path.of(file)).rows();
                return known.make(device, data, NoiseMatrix.checked(name, rows, classes));
            }
        };
        return new LossKind(name, description, List.of(epochs("warmup", 5)), "matrix", maker);
    }

    private static Parameter epochs(String name, double standard) {
        return new Parameter(
                name, standard, "a whole number of epochs, at least 0", x -> x >= 0 && x <= 1e9 && x == Math.rint(x));
    }

    /** A loss that keeps nothing. */
    private interface Plain {
        Loss make(SortedMap<String, Double> values);
    }

    private static LossKind simple(String name, String description, Plain plain, Parameter... parameters) {
        return new LossKind(
                name,
                description,
                List.of(parameters),
                (values, device, data, examples, classes) -> plain.make(values));
    }

    private static Parameter fraction(String name, double standard) {
        return new Parameter(name, standard, "at least 0, below 1", x -> x >= 0 && x < 1);
    }

    /** The parameter of that name, or null. */
    Parameter parameter(String key) {
        for (Parameter p : parameters) {
            if (p.name().equals(key)) {
                return p;
            }
        }
        return null;
    }
}
