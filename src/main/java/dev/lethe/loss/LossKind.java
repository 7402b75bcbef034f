package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import java.util.List;
import java.util.SortedMap;
import java.util.function.DoublePredicate;

/**
 * A loss that can be asked for by name, or a method of training around one: the one table that parsing and help read.
 *
 * <p>What is built for a method is the loss in it; the rest of it is the trainer's.
 */
record LossKind(String name, String description, Sort sort, List<Parameter> parameters, Maker maker) {
    enum Sort {
        /** A loss that keeps nothing from step to step. */
        PLAIN,
        /** A loss that keeps something for each training example. */
        WITH_MEMORY,
        /** A method around a loss. */
        METHOD
    }

    /** A number that a loss takes. {@code range} says in words what {@code allowed} checks. */
    record Parameter(String name, double standard, String range, DoublePredicate allowed) {}

    /** What a loss is built from: its parameters by name, and what it may keep per training example. */
    interface Maker {
        Loss make(SortedMap<String, Double> values, Device device, Arena data, int examples, int classes);
    }

    private static final Parameter LAMBDA = new Parameter("lambda", 3, "at least 0", x -> x >= 0);

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
                    Sort.WITH_MEMORY,
                    List.of(LAMBDA, fraction("beta", 0.7)),
                    LossKind::earlyLearning),
            new LossKind(
                    "elr+",
                    "two networks; targets from the other's average (gamma); mixup or CutMix (alpha, part cutmix)",
                    Sort.METHOD,
                    List.of(
                            LAMBDA,
                            fraction("beta", 0.7),
                            fraction("gamma", 0.997),
                            new Parameter("alpha", 1, "above 0, at most 100", x -> x > 0 && x <= 100),
                            new Parameter("cutmix", 0, "from 0 to 1", x -> x >= 0 && x <= 1)),
                    LossKind::earlyLearning),
            method(
                    "co-teaching",
                    "two networks; each learns from what costs the other least, all but the part forget",
                    fraction("forget", 0.2),
                    new Parameter("ramp", 10, "a whole number from 0 up", LossKind::whole)),
            method(
                    "split",
                    "after warmup epochs, from examples in the lower of two Gaussians fitted to all losses",
                    new Parameter("warmup", 5, "a whole number from 1 up", x -> whole(x) && x >= 1),
                    fraction("threshold", 0.5)));

    private static Loss earlyLearning(
            SortedMap<String, Double> v, Device device, Arena data, int examples, int classes) {
        return EarlyLearning.of(device, data, examples, classes, v.get("lambda"), v.get("beta"));
    }

    private static boolean whole(double x) {
        return x >= 0 && x <= 1_000_000 && x == Math.rint(x);
    }

    /** A loss that keeps nothing. */
    private interface Plain {
        Loss make(SortedMap<String, Double> values);
    }

    private static LossKind simple(String name, String description, Plain plain, Parameter... parameters) {
        return new LossKind(
                name,
                description,
                Sort.PLAIN,
                List.of(parameters),
                (values, device, data, examples, classes) -> plain.make(values));
    }

    /** A method that trains with cross-entropy. */
    private static LossKind method(String name, String description, Parameter... parameters) {
        return new LossKind(
                name,
                description,
                Sort.METHOD,
                List.of(parameters),
                (values, device, data, examples, classes) -> new CrossEntropy(0));
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
