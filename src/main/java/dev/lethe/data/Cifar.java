package dev.lethe.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The binary files of CIFAR-10 and CIFAR-100: records of a label (or a coarse and a fine one) and 3x32x32 bytes.
 *
 * <p>Each file may be gzipped ({@code .gz}). Format: A. Krizhevsky, "Learning multiple layers of features from tiny
 * images", 2009, and the page of its data sets.
 */
public final class Cifar {
    private static final System.Logger LOG = System.getLogger(Cifar.class.getName());
    private static final List<String> NAMES_10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    private static final int PIXELS = 3 * 32 * 32;
    private static final int COARSE_CLASSES = 20;
    private static final int MOST_RECORDS = 50_000; // in one official file

    private Cifar() {}

    /**
     * CIFAR-10 from {@code data_batch_1.bin} to {@code data_batch_5.bin}, those that are there, and {@code
     * test_batch.bin}.
     *
     * @throws DataException naming file, field and value, for whatever is missing or wrong
     */
    public static Splits load10(Path folder) {
        List<Path> batches = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            String name = "data_batch_" + i + ".bin";
            Path file = find(folder, name);
            if (file == null) {
                missing.add(name);
            } else {
                batches.add(file);
            }
        }
        if (batches.isEmpty()) {
            throw new DataException(folder + ": none of the files " + String.join(", ", missing) + " is there");
        }
        if (!missing.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0}: without {1}", folder, String.join(", ", missing));
        }
        String source = "cifar10:" + folder;
        return new Splits(read10(batches, source), read10(List.of(require(folder, "test_batch.bin")), source));
    }

    /**
     * CIFAR-100 with its fine labels, from {@code train.bin} and {@code test.bin}; class names from {@code
     * fine_label_names.txt} where it is there.
     *
     * @throws DataException naming file, field and value, for whatever is missing or wrong
     */
    public static Splits load100(Path folder) {
        List<String> names = names(folder.resolve("fine_label_names.txt"));
        String source = "cifar100:" + folder;
        return new Splits(
                read(List.of(require(folder, "train.bin")), 100, 2, names, source),
                read(List.of(require(folder, "test.bin")), 100, 2, names, source));
    }

    /** The records of some CIFAR-10 files, one after the other. */
    static Dataset read10(List<Path> files, String source) {
        return read(files, 10, 1, NAMES_10, source);
    }

    /** The last of {@code labelBytes} is the label. */
    static Dataset read(List<Path> files, int classes, int labelBytes, List<String> names, String source) {
        int record = labelBytes + PIXELS;
        List<byte[]> contents = new ArrayList<>();
        int n = 0;
        for (Path file : files) {
            byte[] content = records(file, record);
            contents.add(content);
            n += content.length / record;
        }
        byte[] pixels = new byte[n * PIXELS];
        int[] labels = new int[n];
        int at = 0;
        for (int f = 0; f < contents.size(); f++) {
            byte[] content = contents.get(f);
            for (int i = 0; i < content.length / record; i++, at++) {
                int start = i * record;
                if (labelBytes == 2) {
                    label(content[start], COARSE_CLASSES, files.get(f), "coarse label of record " + i);
                }
                labels[at] = label(content[start + labelBytes - 1], classes, files.get(f), "label of record " + i);
                System.arraycopy(content, start + labelBytes, pixels, at * PIXELS, PIXELS);
            }
        }
        return Dataset.images(pixels, 3, 32, 32, labels, classes, names, source);
    }

    private static byte[] records(Path file, int record) {
        try (Input in = Input.open(file)) {
            byte[] content = in.rest(MOST_RECORDS * record, "records");
            if (content.length == 0 || content.length % record != 0) {
                throw in.wrong(
                        "size of the content",
                        content.length + " bytes",
                        "a positive multiple of " + record
                                + " bytes was expected, so it is truncated or no CIFAR file");
            }
            return content;
        }
    }

    private static int label(byte value, int classes, Path file, String field) {
        int label = value & 0xFF;
        if (label >= classes) {
            throw new DataException(file + ": " + field + " is " + label + "; 0.." + (classes - 1) + " is allowed");
        }
        return label;
    }

    private static List<String> names(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        List<String> names = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    names.add(line.strip());
                }
            }
        } catch (IOException e) {
            throw new DataException(file + ": " + Input.reason(e), e);
        }
        if (names.size() != 100) {
            throw new DataException(file + ": " + names.size() + " names; 100 were expected");
        }
        return names;
    }

    private static Path require(Path folder, String name) {
        Path file = find(folder, name);
        if (file == null) {
            throw new DataException(folder + ": neither " + name + " nor " + name + ".gz is there");
        }
        return file;
    }

    private static Path find(Path folder, String name) {
        for (String candidate : Arrays.asList(name, name + ".gz")) {
            Path file = folder.resolve(candidate);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return null;
    }
}
