package dev.lethe.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;

    @TempDir
    Path folder;

    private final Consumer<Path> load = file -> DataSpec.load("mnist:" + folder, 0);

    /** Header and one byte per element; element e has the value e mod 10. */
    private static byte[] idx(int magic, int... extents) {
        int size = 1;
        for (int extent : extents) {
            size *= extent;
        }
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * extents.length + size).putInt(magic);
        for (int extent : extents) {
            file.putInt(extent);
        }
        for (int e = 0; e < size; e++) {
            file.put((byte) (e % 10));
        }
        return file.array();
    }

    @BeforeEach
    void writeSmallFiles() {
        Damage.write(folder.resolve("train-images-idx3-ubyte"), idx(IMAGES, 3, 2, 4));
        Damage.write(folder.resolve("train-labels-idx1-ubyte"), idx(LABELS, 3));
        Damage.write(folder.resolve("t10k-images.idx3-ubyte.gz"), Damage.gzip(idx(IMAGES, 2, 2, 4)));
        Damage.write(folder.resolve("t10k-labels.idx1-ubyte"), idx(LABELS, 2));
    }

    @Test
    void smallFilesLoad() {
        Splits splits = DataSpec.load("mnist:" + folder, 0);
        Dataset train = splits.train();
        assertEquals(3, train.size());
        assertEquals(Shape.of(1, 2, 4), train.exampleShape());
        assertEquals(10, train.classes());
        assertEquals(3, train.pixels()[13]);
        assertArrayEquals(new int[] {0, 1, 2}, train.labels());
        assertEquals(2, splits.test().size());
        assertEquals("mnist:" + folder, train.source());
        assertEquals(
                "Sandal",
                DataSpec.load("fashion:" + folder, 0).train().classNames().get(5));
    }

    @Test
    void damagedImagesAreRefused() throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(file);
        Damage.everyPrefix(whole, file, load);
        Damage.trailingByte(whole, file, load);
        assertEquals(16 * 8, Damage.bitFlips(whole, 16, file, load), "every bit of the header counts");
    }

    @Test
    void damagedLabelsAreRefused() throws IOException {
        Path file = folder.resolve("train-labels-idx1-ubyte");
        byte[] whole = Files.readAllBytes(file);
        Damage.everyPrefix(whole, file, load);
        Damage.trailingByte(whole, file, load);
        assertTrue(Damage.bitFlips(whole, whole.length, file, load) >= 8 * 8);
    }

    @Test
    void damagedGzipIsRefused() throws IOException {
        Path file = folder.resolve("t10k-images.idx3-ubyte.gz");
        byte[] whole = Files.readAllBytes(file);
        Damage.everyPrefix(whole, file, load);
        assertTrue(Damage.bitFlips(whole, whole.length, file, load) > 8 * whole.length / 2);
        Damage.write(file, Damage.gzip(new byte[0]));
        Damage.refused(file, load, "truncated in magic number");
    }

    @Test
    void wrongHeaderFieldsAreNamed() {
        Path images = folder.resolve("train-images-idx3-ubyte");
        wrongImages(images, idx(0x0803_0000, 3, 2, 4), "magic number", "0x08030000", "0x00000803");
        wrongImages(images, idx(0x903, 3, 2, 4), "magic number", "0x00000903");
        wrongImages(images, idx(LABELS, 24), "magic number", "0x00000801");
        wrongImages(images, idx(IMAGES, 0, 2, 4), "extent 0 is 0");
        wrongImages(images, idx(IMAGES, 3, 0, 4), "extent 1 is 0");
        wrongImages(images, claim(3, 2, 5), "truncated in the elements", "30 bytes");
        wrongImages(images, claim(3, 2, 3), "left over after the elements of shape [3, 2, 3]");
        wrongImages(images, claim(-1, 2, 4), "extent 0 is 4294967295");
        wrongImages(images, claim(Integer.MAX_VALUE, 2, 4), "elements");
        wrongImages(images, claim(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE), "too many elements");
        wrongImages(images, claim(60_000, 28, 28), "truncated", "47040000", "24");
        wrongImages(images, Damage.gzip(claim(2_000_000_000, 1, 1)), "truncated", "2000000000");
        Damage.write(images, idx(IMAGES, 4, 2, 4));
        Damage.refused(folder.resolve("train-labels-idx1-ubyte"), load, "3 labels for the 4 images");
        Damage.write(images, idx(IMAGES, 3, 2, 5));
        Damage.refused(folder, load, "shape [1, 2, 4]", "does not match", "shape [1, 2, 5]");
    }

    private static byte[] claim(int... extents) {
        byte[] file = idx(IMAGES, 3, 2, 4);
        ByteBuffer.wrap(file).putInt(4, extents[0]).putInt(8, extents[1]).putInt(12, extents[2]);
        return file;
    }

    private void wrongImages(Path file, byte[] content, String... words) {
        Damage.write(file, content);
        Damage.refused(file, load, words);
    }

    @Test
    void aLabelOutOfRangeIsNamed() {
        byte[] labels = idx(LABELS, 3);
        labels[9] = 10;
        Path file = folder.resolve("train-labels-idx1-ubyte");
        Damage.write(file, labels);
        Damage.refused(file, load, "label 1 is 10", "0..9");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(folder.resolve("t10k-labels.idx1-ubyte"));
        Damage.refused(folder, load, "t10k-labels-idx1-ubyte", "t10k-labels.idx1-ubyte.gz");
    }

    @Test
    void theRealSetsHaveTheirHistograms() {
        int[] train = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
        int[] test = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};
        Splits mnist = DataSpec.load("mnist:" + Shared.data("mnist"), 0);
        assertArrayEquals(train, histogram(mnist.train()));
        assertArrayEquals(test, histogram(mnist.test()));
        assertEquals(Shape.of(1, 28, 28), mnist.train().exampleShape());
        Splits fashion = DataSpec.load("fashion:" + Shared.data("fashion-mnist"), 0);
        for (int k = 0; k < 10; k++) {
            assertEquals(6_000, histogram(fashion.train())[k]);
            assertEquals(1_000, histogram(fashion.test())[k]);
        }
    }

    static int[] histogram(Dataset data) {
        int[] counts = new int[data.classes()];
        for (int y : data.labels()) {
            counts[y]++;
        }
        return counts;
    }
}
