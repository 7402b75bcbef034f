package dev.lethe.data;

import dev.lethe.data.strokes.Strokes;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The short form in which a data set is named, such as {@code mnist:DIR}. */
public final class DataSpec {
    /** What {@link #load} accepts, for help texts. */
    public static final String ALLOWED =
            "strokes[:N], mnist:DIR, fashion:DIR, cifar10:DIR, cifar100:DIR, npz:FILE, " + "csv:FILE, images:DIR";

    private static final int DEFAULT_STROKES = 10_000;

    private DataSpec() {}

    /**
     * Loads what {@code spec} names. The test part is null for a source that has none: csv, npz without x_test, images
     * without test/.
     *
     * @param seed draws the examples of {@code strokes}; other sources do not use it
     * @throws IllegalArgumentException if the form is none of {@link #ALLOWED}
     * @throws DataException naming file, field and value, for whatever is wrong with the data
     */
    public static Splits load(String spec, long seed) {
        int colon = spec.indexOf(':');
        String kind = colon < 0 ? spec : spec.substring(0, colon);
        String rest = colon < 0 ? null : spec.substring(colon + 1);
        switch (kind) {
            case "strokes":
                return strokes(rest, seed);
            case "mnist":
                return Mnist.load(path(spec, rest), null, spec);
            case "fashion":
                return Mnist.load(path(spec, rest), Mnist.FASHION, spec);
            case "cifar10":
                return Cifar.load10(path(spec, rest));
            case "cifar100":
                return Cifar.load100(path(spec, rest));
            case "npz":
                return NpzData.load(path(spec, rest));
            case "csv":
                return new Splits(CsvData.load(path(spec, rest)), null);
            case "images":
                return ImageFolder.load(path(spec, rest));
            default:
                throw new IllegalArgumentException("unknown data '" + spec + "'; allowed are " + ALLOWED);
        }
    }

    private static Splits strokes(String count, long seed) {
        int n = DEFAULT_STROKES;
        if (count != null) {
            try {
                n = Integer.parseInt(count);
            } catch (NumberFormatException e) {
                n = 0;
            }
        }
        if (n < 1 || n > Strokes.MOST) {
            throw new IllegalArgumentException(
                    "strokes:" + count + ": the number of training images must be in 1.." + Strokes.MOST);
        }
        return new Splits(part(n, seed, "train"), part(Math.max(1000, n / 5), seed, "test"));
    }

    private static Dataset part(int n, long seed, String part) {
        Strokes drawn = Strokes.draw(n, seed, part);
        return Dataset.images(
                drawn.pixels(), 1, Strokes.SIDE, Strokes.SIDE, drawn.labels(), Strokes.CLASSES, null, "strokes:" + n);
    }

    private static Path path(String spec, String rest) {
        if (rest == null || rest.isEmpty()) {
            throw new IllegalArgumentException("'" + spec + "' lacks its path; allowed are " + ALLOWED);
        }
        try {
            return Path.of(rest);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + spec + "' does not name a path: " + e.getMessage(), e);
        }
    }
}
