package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import java.util.List;
import java.util.SortedMap;
import java.util.function.DoublePredicate;

/** A loss that can be asked for by name: the one table that parsing and help read. */
record LossKind(String name, String description, List<Parameter> parameters, Maker maker) {
    /** A number that a loss takes. {@code range} says in words what {@code allowed} checks. */
    record Parameter(String name, double standard, String range, DoublePredicate allowed) {}

    /** What a loss is built from: its parameters by name, and what it may keep per training example. */
    interface Maker {
        Loss make(SortedMap<String, Double> values, Device device, Arena data, int examples, int classes);
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
                            EarlyLearning.of(device, data, examples, classes, v.get("lambda"), v.get("beta"))));

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
