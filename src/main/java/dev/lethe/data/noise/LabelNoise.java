package dev.lethe.data.noise;

import dev.lethe.data.Dataset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A way of making given labels from clean ones. */
public interface LabelNoise {
    /** What {@link #parse} accepts, for help texts. */
    String ALLOWED = "none, symmetric:R, symmetric-all:R, pair:R, asymmetric:FILE, asymmetric-mnist:R, "
            + "asymmetric-cifar10:R, instance:R, file:FILE (R from 0 to 1)";

    /**
     * New given labels, one for each example, in 0..classes-1; the data set stays as it is. The same data and seed give
     * the same labels.
     *
     * @throws IllegalArgumentException if the data set has the wrong number of classes for this noise
     */
    int[] apply(Dataset clean, long seed);

    /** What the rate means, where the literature has more than one convention; otherwise empty. For people. */
    default String convention() {
        return "";
    }

    /**
     * Whether wrong labels follow the features by a rule that is drawn from the seed and measured on the data set, so
     * that parts of one source must be given noise together.
     */
    default boolean followsFeatures() {
        return false;
    }

    /**
     * The noise that {@code spec} names; its {@code toString} gives the spec back.
     *
     * @throws IllegalArgumentException if it is none of {@link #ALLOWED} or the rate is not in 0..1
     * @throws dev.lethe.data.DataException if a named file is wrong
     */
    static LabelNoise parse(String spec) {
        int colon = spec.indexOf(':');
        String kind = colon < 0 ? spec : spec.substring(0, colon);
        String rest = colon < 0 ? "" : spec.substring(colon + 1);
        switch (kind) {
            case "none":
                if (colon >= 0) {
                    throw unknown(spec);
                }
                return new NoNoise();
            case "symmetric":
                return new Symmetric(rate(spec, rest));
            case "symmetric-all":
                return new SymmetricAll(rate(spec, rest));
            case "pair":
                return new PairFlip(rate(spec, rest));
            case "asymmetric":
                return TransitionMatrix.read(file(spec, rest));
            case "asymmetric-mnist":
                return ClassFlip.mnist(rate(spec, rest));
            case "asymmetric-cifar10":
                return ClassFlip.cifar10(rate(spec, rest));
            case "instance":
                return new InstanceDependent(rate(spec, rest));
            case "file":
                return LabelFile.read(file(spec, rest));
            default:
                throw unknown(spec);
        }
    }

    private static double rate(String spec, String text) {
        try {
            return Rates.check(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("noise '" + spec + "' needs a rate from 0 to 1, as in " + ALLOWED, e);
        }
    }

    private static Path file(String spec, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("noise '" + spec + "' needs a file, as in " + ALLOWED);
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("noise '" + spec + "' names no path: " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException unknown(String spec) {
        return new IllegalArgumentException("unknown noise '" + spec + "'; allowed are " + ALLOWED);
    }
}
