package dev.lethe.data;

import dev.lethe.Shape;
import java.util.List;

/**
 * Examples with their given labels, on the host.
 *
 * <p>An example is an image of bytes 0..255, shape (c, h, w), or a row of finite floats, shape (features). A given
 * label may be wrong; the true labels, where they are known, are kept apart and serve only for measuring. A data set
 * has at least one example and does not change once it is made.
 */
public final class Dataset {
    private final Shape exampleShape;
    private final byte[] pixels; // (n, c, h, w), or null
    private final float[] features; // (n, d), or null
    private final int[] labels;
    private final int[] trueLabels;
    private final int[] index;
    private final int classes;
    private final List<String> classNames;
    private final String source;
    private final List<String> files; // of the whole source, by index; or null

    private Dataset(
            Shape exampleShape,
            byte[] pixels,
            float[] features,
            int[] labels,
            int[] trueLabels,
            int[] index,
            int classes,
            List<String> classNames,
            String source,
            List<String> files) {
        this.exampleShape = exampleShape;
        this.pixels = pixels;
        this.features = features;
        this.labels = labels;
        this.trueLabels = trueLabels;
        this.index = index;
        this.classes = classes;
        this.classNames = classNames;
        this.source = source;
        this.files = files;
    }

    /**
     * Rows of features, with as many classes as the largest label needs.
     *
     * @throws IllegalArgumentException naming the row, where lengths differ, a value is not finite or a label negative
     */
    public static Dataset of(float[][] features, int[] labels) {
        int classes = 0;
        for (int y : labels) {
            classes = Math.max(classes, y == Integer.MAX_VALUE ? y : y + 1);
        }
        return of(features, labels, Math.max(1, classes));
    }

    /**
     * Rows of features with labels 0..{@code classes}-1.
     *
     * @throws IllegalArgumentException naming the row, where lengths differ, a value is not finite or a label is out
     *     of range
     */
    public static Dataset of(float[][] features, int[] labels, int classes) {
        if (features.length == 0) {
            throw new IllegalArgumentException("a data set needs at least one example");
        }
        int d = features[0].length;
        float[] block = new float[blockLength(features.length, d, "float[" + features.length + "][" + d + "]")];
        for (int i = 0; i < features.length; i++) {
            if (features[i].length != d) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + features[i].length + " features, row 0 has " + d);
            }
            System.arraycopy(features[i], 0, block, i * d, d);
        }
        return table(block, d, labels, classes, null, "memory");
    }

    /**
     * Rows of {@code d} features each, row after row in one block that now belongs to the data set.
     *
     * @param classNames one name for each class, or null for "0", "1", ...
     * @param source where the examples come from, for people
     * @throws IllegalArgumentException naming the row, where sizes disagree, a value is not finite or a label is out
     *     of range
     */
    public static Dataset table(
            float[] features, int d, int[] labels, int classes, List<String> classNames, String source) {
        int[] given = Labels.check(labels, classes);
        if (d < 1 || features.length != (long) given.length * d) {
            throw new IllegalArgumentException(features.length + " values are not " + given.length + " rows of " + d);
        }
        for (int i = 0; i < features.length; i++) {
            if (!Float.isFinite(features[i])) {
                throw new IllegalArgumentException(
                        "row " + i / d + ", feature " + i % d + " is " + features[i] + "; features must be finite");
            }
        }
        return new Dataset(
                Shape.of(d),
                null,
                features,
                given,
                null,
                Labels.upTo(given.length),
                classes,
                Labels.names(classNames, classes),
                source,
                null);
    }

    /**
     * Images of bytes 0..255 in one block (n, c, h, w) that now belongs to the data set.
     *
     * @param classNames one name for each class, or null for "0", "1", ...
     * @param source where the examples come from, such as "mnist:DIR"
     * @throws IllegalArgumentException where sizes disagree or a label is out of range
     */
    public static Dataset images(
            byte[] pixels, int c, int h, int w, int[] labels, int classes, List<String> classNames, String source) {
        int[] given = Labels.check(labels, classes);
        Shape shape = Shape.of(c, h, w);
        if (shape.size() < 1 || pixels.length % shape.size() != 0 || pixels.length / shape.size() != given.length) {
            throw new IllegalArgumentException(
                    pixels.length + " bytes are not " + given.length + " images of shape " + shape);
        }
        return new Dataset(
                shape,
                pixels,
                null,
                given,
                null,
                Labels.upTo(given.length),
                classes,
                Labels.names(classNames, classes),
                source,
                null);
    }

    /** Number of examples. */
    public int size() {
        return labels.length;
    }

    /** Number of classes; labels are 0..classes-1. */
    public int classes() {
        return classes;
    }

    /** One name for each class. */
    public List<String> classNames() {
        return classNames;
    }

    /** (features) for a table, (c, h, w) for images. */
    public Shape exampleShape() {
        return exampleShape;
    }

    /** Whether the examples are images, stored as bytes 0..255. */
    public boolean isImages() {
        return pixels != null;
    }

    /** The images, (n, c, h, w), not a copy: do not change it. Null for a table. */
    public byte[] pixels() {
        return pixels;
    }

    /** The rows of features, (n, d), not a copy: do not change it. Null for images. */
    public float[] features() {
        return features;
    }

    /** The given labels, which may be wrong; a copy. */
    public int[] labels() {
        return labels.clone();
    }

    /** How many examples are given each label. */
    public int[] counts() {
        return Labels.counts(labels, classes);
    }

    /** The true labels, only for measuring; a copy, or null where they are not known. */
    public int[] trueLabels() {
        return trueLabels == null ? null : trueLabels.clone();
    }

    /** Position of example {@code i} in the source that it was read from; subsets keep it. */
    public int index(int i) {
        return index[i];
    }

    /** Where the examples come from, such as "mnist:DIR". */
    public String source() {
        return source;
    }

    /** The file that example {@code i} was read from where each has its own, else {@link #source}. */
    public String origin(int i) {
        return files == null ? source : files.get(index[i]);
    }

    /** The same examples, each with the file that it was read from, by {@link #index}. */
    Dataset readFrom(List<String> each) {
        return new Dataset(
                exampleShape,
                pixels,
                features,
                labels,
                trueLabels,
                index,
                classes,
                classNames,
                source,
                List.copyOf(each));
    }

    /**
     * The same examples with other given labels. The true labels stay; where none are known yet, the labels given so
     * far become the true ones.
     *
     * @throws IllegalArgumentException if there is not one label in 0..classes-1 for each example
     */
    public Dataset withGivenLabels(int[] given) {
        int[] checked = Labels.check(given, classes);
        if (checked.length != size()) {
            throw new IllegalArgumentException(checked.length + " labels for " + size() + " examples");
        }
        int[] truth = trueLabels == null ? labels : trueLabels;
        return new Dataset(exampleShape, pixels, features, checked, truth, index, classes, classNames, source, files);
    }

    /**
     * The examples at {@code rows}, in that order; a row may come more than once.
     *
     * @throws IllegalArgumentException if there are none, or one is not in 0..size-1
     */
    public Dataset subset(int[] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("a data set needs at least one example");
        }
        for (int row : rows) {
            if (row < 0 || row >= size()) {
                throw new IllegalArgumentException("no example " + row + " among " + size());
            }
        }
        int d = Math.toIntExact(exampleShape.size());
        int length = blockLength(rows.length, d, "a subset of " + rows.length + " examples of shape " + exampleShape);
        byte[] bytes = isImages() ? new byte[length] : null;
        float[] floats = isImages() ? null : new float[length];
        Object from = isImages() ? pixels : features;
        Object to = isImages() ? bytes : floats;
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(from, rows[i] * d, to, i * d, d);
        }
        int[] truth = trueLabels == null ? null : Labels.at(trueLabels, rows);
        return new Dataset(
                exampleShape,
                bytes,
                floats,
                Labels.at(labels, rows),
                truth,
                Labels.at(index, rows),
                classes,
                classNames,
                source,
                files);
    }

    /**
     * The first {@code n} examples.
     *
     * @throws IllegalArgumentException if n is not in 1..size
     */
    public Dataset first(int n) {
        if (n < 1 || n > size()) {
            throw new IllegalArgumentException("the first " + n + " of " + size() + " examples of " + source);
        }
        return n == size() ? this : subset(Labels.upTo(n));
    }

    @Override
    public String toString() {
        return source + ": " + size() + " examples of shape " + exampleShape + ", " + classes + " classes";
    }

    private static int blockLength(int n, int d, String what) {
        long length = (long) n * d;
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(what + " has " + length + " values; a data set holds 2^31-9 at most");
        }
        return (int) length;
    }
}
