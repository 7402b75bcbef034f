package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A loss that can be asked for by name, or a method of training around one: the one table that parsing and help read.
 *
 * <p>What is built for a method is the loss in it; the rest of it is the trainer's.
 *
 * @param file name of a parameter whose value is a file and that may be left out; null if there is none
 */
record LossKind(String name, String description, Sort sort, List<Parameter> parameters, String file, Maker maker) {
    LossKind(String name, String description, Sort sort, List<Parameter> parameters, Maker maker) {
        this(name, description, sort, parameters, null, maker);
    }

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

        /** As {@link #make}, given the file that the loss takes, or null. */
        default Loss make(
                SortedMap<String, Double> values, String file, Device device, Arena data, int examples, int classes) {
            return make(values, device, data, examples, classes);
        }
    }

    private static final Parameter LAMBDA = new Parameter("lambda", 3, "at least 0", x -> x >= 0);
    private static final Parameter FOCUS = within("gamma", 0.5, FocalLoss.GAMMA);
    private static final Parameter REVERSE = within("a", 4, ReverseCrossEntropy.A);

    static final List<LossKind> ALL =
            Stream.of(ofLabels(), TargetLossKinds.all()).flatMap(List::stream).toList();

    private static List<LossKind> ofLabels() {
        return List.of(
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
                simple(
                        "tgce",
                        "GCE that gives up labels of a probability up to k, after start epochs",
                        v -> new TruncatedGeneralizedCrossEntropy(v.get("q"), v.get("k"), integer(v, "start")),
                        new Parameter("q", 0.7, "above 0, at most 1", x -> x > 0 && x <= 1),
                        fraction("k", 0.5),
                        whole("start", 40, TruncatedGeneralizedCrossEntropy.START)),
                simple(
                        "ls",
                        "cross-entropy with label smoothing",
                        v -> new LabelSmoothing(v.get("smoothing")),
                        fraction("smoothing", 0.1)),
                simple("rce", "reverse cross-entropy, symmetric", v -> new ReverseCrossEntropy(v.get("a")), REVERSE),
                simple(
                        "sce",
                        "symmetric cross-entropy: alpha CE + beta RCE",
                        v -> new SymmetricCrossEntropy(v.get("alpha"), v.get("beta"), v.get("a")),
                        within("alpha", 0.1, Interval.WEIGHT),
                        within("beta", 1, Interval.WEIGHT),
                        REVERSE),
                simple(
                        "taylor",
                        "Taylor cross-entropy",
                        v -> new TaylorCrossEntropy(integer(v, "order")),
                        whole("order", 2, TaylorCrossEntropy.ORDER)),
                simple("focal", "focal loss", v -> new FocalLoss(v.get("gamma")), FOCUS),
                simple(
                        "agce",
                        "asymmetric generalized cross-entropy",
                        v -> new AsymmetricGeneralizedCrossEntropy(v.get("a"), v.get("q")),
                        within("a", 0.6, AsymmetricGeneralizedCrossEntropy.A),
                        within("q", 0.6, AsymmetricGeneralizedCrossEntropy.Q)),
                simple(
                        "aue",
                        "asymmetric unhinged loss",
                        v -> new AsymmetricUnhinged(v.get("a"), v.get("q")),
                        within("a", 5.5, AsymmetricUnhinged.A),
                        within("q", 3, AsymmetricUnhinged.Q)),
                simple(
                        "nce",
                        "normalised cross-entropy, symmetric",
                        v -> new NormalisedCrossEntropy(v.get("scale")),
                        within("scale", 1, Interval.WEIGHT)),
                simple(
                        "nfl",
                        "normalised focal loss, symmetric",
                        v -> new NormalisedFocalLoss(v.get("scale"), v.get("gamma")),
                        within("scale", 1, Interval.WEIGHT),
                        FOCUS),
                activePassive("nce+mae", v -> new NormalisedCrossEntropy(1), v -> ActivePassive.Passive.mae()),
                activePassive(
                        "nce+rce",
                        v -> new NormalisedCrossEntropy(1),
                        v -> ActivePassive.Passive.rce(v.get("a")),
                        REVERSE),
                activePassive(
                        "nfl+mae",
                        v -> new NormalisedFocalLoss(1, v.get("gamma")),
                        v -> ActivePassive.Passive.mae(),
                        FOCUS),
                activePassive(
                        "nfl+rce",
                        v -> new NormalisedFocalLoss(1, v.get("gamma")),
                        v -> ActivePassive.Passive.rce(v.get("a")),
                        FOCUS,
                        REVERSE),
                new LossKind(
                        "elr",
                        "early-learning regularization, keeps a target for each training example",
                        Sort.WITH_MEMORY,
                        List.of(LAMBDA, fraction("beta", 0.7)),
                        LossKind::earlyLearning),
                new LossKind(
                        "elr+",
                        "ELR with two networks, on mixed pairs",
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
                        "two networks; each learns from what costs the other least",
                        fraction("forget", 0.2),
                        whole("ramp", 10, new Interval(0, 1e6))),
                method(
                        "split",
                        "learns from the examples in the lower of two Gaussians of losses",
                        whole("warmup", 5, new Interval(1, 1e6)),
                        fraction("threshold", 0.5)));
    }

    private static Loss earlyLearning(
            SortedMap<String, Double> v, Device device, Arena data, int examples, int classes) {
        return EarlyLearning.of(device, data, examples, classes, v.get("lambda"), v.get("beta"));
    }

    /** A loss that keeps nothing. */
    interface Plain {
        Loss make(SortedMap<String, Double> values);
    }

    static LossKind simple(String name, String description, Plain plain, Parameter... parameters) {
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

    static Parameter fraction(String name, double standard) {
        return new Parameter(name, standard, "at least 0, below 1", x -> x >= 0 && x < 1);
    }

    static Parameter within(String name, double standard, Interval range) {
        return new Parameter(
                name, standard, LossSpec.number(range.low()) + " to " + LossSpec.number(range.high()), range::has);
    }

    static Parameter whole(String name, int standard, Interval range) {
        String words = "a whole number from " + (int) range.low() + " to " + (int) range.high();
        return new Parameter(name, standard, words, x -> range.has(x) && x == (int) x);
    }

    static int integer(SortedMap<String, Double> values, String name) {
        return values.get(name).intValue();
    }

    /** alpha times the one and beta times the other, which may have numbers of their own. */
    private static LossKind activePassive(
            String name,
            Function<SortedMap<String, Double>, NormalisedLoss> active,
            Function<SortedMap<String, Double>, ActivePassive.Passive> passive,
            Parameter... own) {
        List<Parameter> all = new ArrayList<>();
        all.add(within("alpha", 1, Interval.WEIGHT));
        all.add(within("beta", 1, Interval.WEIGHT));
        all.addAll(List.of(own));
        String[] parts = name.toUpperCase(Locale.ROOT).split("\\+");
        String description = "active passive loss, symmetric: alpha " + parts[0] + " + beta " + parts[1];
        return simple(
                name,
                description,
                v -> new ActivePassive(v.get("alpha"), active.apply(v), v.get("beta"), passive.apply(v)),
                all.toArray(Parameter[]::new));
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
