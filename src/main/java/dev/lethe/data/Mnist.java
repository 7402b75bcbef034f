package dev.lethe.data;

import dev.lethe.Shape;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The IDX files of MNIST and of the sets made in its likeness: greyscale images and labels 0..9.
 *
 * <p>A folder holds {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and the two {@code t10k-} files,
 * gzipped ({@code .gz}) or not; the last {@code -} may be a dot. Format: Y. LeCun, C. Cortes, C. Burges, the MNIST
 * database.
 */
public final class Mnist {
    /** The class names of Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017). */
    static final List<String> FASHION = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private static final int CLASSES = 10;
    private static final int UNSIGNED_BYTE = 0x08;

    private Mnist() {}

    /**
     * The training and test part of a folder.
     *
     * @param classNames ten names, or null for the digits
     * @throws DataException naming file, field and value, for whatever is missing or wrong
     */
    public static Splits load(Path folder, List<String> classNames, String source) {
        return Splits.loaded(part(folder, "train", classNames, source), part(folder, "t10k", classNames, source));
    }

    private static Dataset part(Path folder, String part, List<String> classNames, String source) {
        Path imageFile = find(folder, part + "-images", "idx3-ubyte");
        Path labelFile = find(folder, part + "-labels", "idx1-ubyte");
        HostTensor images = idx(imageFile, 3); // (n, h, w)
        HostTensor labels = idx(labelFile, 1); // (n)
        int n = images.shape().dim(0);
        if (labels.shape().dim(0) != n) {
            throw new DataException(
                    labelFile + ": " + labels.shape().dim(0) + " labels for the " + n + " images of " + imageFile);
        }
        int[] given = new int[n];
        for (int i = 0; i < n; i++) {
            given[i] = labels.bytes()[i] & 0xFF;
            if (given[i] >= CLASSES) {
                throw new DataException(labelFile + ": label " + i + " is " + given[i] + "; 0..9 is allowed");
            }
        }
        Shape shape = images.shape();
        return Dataset.images(images.bytes(), 1, shape.dim(1), shape.dim(2), given, CLASSES, classNames, source);
    }

    /** An IDX file of unsigned bytes with {@code rank} extents, none of them 0. */
    static HostTensor idx(Path file, int rank) {
        try (Input in = Input.open(file)) {
            int magic = in.bigEndian("magic number");
            int wanted = UNSIGNED_BYTE << 8 | rank;
            if (magic != wanted) {
                throw in.wrong(
                        "magic number",
                        hex(magic),
                        hex(wanted) + " (unsigned bytes, " + rank + " extents) was expected");
            }
            long[] extents = new long[rank];
            for (int i = 0; i < rank; i++) {
                int extent = in.bigEndian("extent " + i);
                if (extent < 1) {
                    throw in.wrong("extent " + i, Integer.toUnsignedString(extent), "1..2147483647 is allowed");
                }
                extents[i] = extent;
            }
            Shape shape = Extents.shape(extents, 1, in, "the array");
            HostTensor values = ElementType.U8.read(in, ByteOrder.BIG_ENDIAN, shape, "the elements");
            in.end("the elements of shape " + shape);
            return values;
        }
    }

    private static Path find(Path folder, String stem, String ending) {
        List<String> names = Arrays.asList(
                stem + "-" + ending, stem + "." + ending, stem + "-" + ending + ".gz", stem + "." + ending + ".gz");
        for (String name : names) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new DataException(folder + ": none of the files " + String.join(", ", names) + " is there");
    }

    private static String hex(int value) {
        return String.format("0x%08x", value);
    }
}
