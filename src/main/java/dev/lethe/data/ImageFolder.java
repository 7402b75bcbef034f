package dev.lethe.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PNG and JPEG images of one size, one folder per class: {@code DIR/CLASS/*.png}, or {@code DIR/train/CLASS} and {@code
 * DIR/test/CLASS}.
 *
 * <p>Classes are the folders' names in order, examples the files in order of class and name. If every image is grey
 * there is one channel, else three.
 */
public final class ImageFolder {
    private ImageFolder() {}

    /**
     * The test part is null without a folder {@code test}.
     *
     * @throws DataException naming the file and what is wrong with it: no image, another size, an alpha channel
     */
    public static Splits load(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder + ": no such folder");
        }
        boolean split = Files.isDirectory(folder.resolve("train"));
        Path trainFolder = split ? folder.resolve("train") : folder;
        Path testFolder = folder.resolve("test");
        boolean tested = split && Files.isDirectory(testFolder);
        List<String> classes = classes(trainFolder);
        if (tested && !classes.equals(classes(testFolder))) {
            throw new DataException(
                    testFolder + ": classes " + classes(testFolder) + "; " + classes + " were expected, as in train");
        }
        List<Picture> train = new ArrayList<>();
        List<String> trainFiles = new ArrayList<>();
        int[] trainLabels = pictures(trainFolder, classes, train, trainFiles, null);
        List<Picture> test = new ArrayList<>();
        List<String> testFiles = new ArrayList<>();
        int[] testLabels = tested ? pictures(testFolder, classes, test, testFiles, train.get(0)) : null;
        boolean grey = Stream.concat(train.stream(), test.stream()).allMatch(p -> p.channels() == 1);
        String source = "images:" + folder;
        return new Splits(
                dataset(train, trainLabels, classes, grey, source).readFrom(trainFiles),
                tested ? dataset(test, testLabels, classes, grey, source).readFrom(testFiles) : null);
    }

    private static List<String> classes(Path folder) {
        List<String> classes = new ArrayList<>();
        for (Path path : list(folder)) {
            if (Files.isDirectory(path)) {
                classes.add(path.getFileName().toString());
            }
        }
        if (classes.isEmpty()) {
            throw new DataException(folder + ": no folders in it; one for each class was expected");
        }
        return classes;
    }

    private static int[] pictures(
            Path folder, List<String> classes, List<Picture> into, List<String> files, Picture first) {
        List<Integer> labels = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            int before = into.size();
            for (Path file : list(folder.resolve(classes.get(k)))) {
                String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                if (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg")) {
                    into.add(Picture.read(file, into.isEmpty() ? first : into.get(0)));
                    files.add(file.toString());
                    checkMemory(into, file);
                    labels.add(k);
                }
            }
            if (into.size() == before) {
                throw new DataException(folder.resolve(classes.get(k)) + ": no .png, .jpg or .jpeg file in it");
            }
        }
        return labels.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void checkMemory(List<Picture> pictures, Path last) {
        long bytes = (long) pictures.size() * pictures.get(0).planes().length;
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap / 2) {
            throw new DataException(
                    last + ": the images up to this one take " + bytes + " bytes, the heap has " + heap
                            + " and is needed twice; use fewer or smaller images, or raise -Xmx (LETHE_HEAP for the lethe script)");
        }
    }

    private static Dataset dataset(
            List<Picture> pictures, int[] labels, List<String> classes, boolean grey, String source) {
        int h = pictures.get(0).height();
        int w = pictures.get(0).width();
        int c = grey ? 1 : 3;
        long length = (long) pictures.size() * c * h * w;
        if (length > Integer.MAX_VALUE - 8) {
            throw new DataException(source + ": " + pictures.size() + " images of " + c + "x" + h + "x" + w + " take "
                    + length + " bytes; 2^31-9 fit at most");
        }
        byte[] pixels = new byte[(int) length];
        for (int i = 0, at = 0; i < pictures.size(); i++) {
            byte[] planes = pictures.get(i).planes();
            for (int copy = 0; copy < c; copy += pictures.get(i).channels()) {
                System.arraycopy(planes, 0, pixels, at, planes.length);
                at += planes.length;
            }
        }
        return Dataset.images(pixels, c, h, w, labels, classes.size(), classes, source);
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(p -> !p.getFileName().toString().startsWith("."))
                    .sorted((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new DataException(folder + ": " + Input.reason(e), e);
        }
    }
}
