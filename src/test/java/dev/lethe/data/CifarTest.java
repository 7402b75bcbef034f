package dev.lethe.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.lethe.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
    private static final int PIXELS = 3072;

    @TempDir
    Path folder;

    private final Consumer<Path> load10 = file -> DataSpec.load("cifar10:" + folder, 0);
    private final Consumer<Path> load100 = file -> DataSpec.load("cifar100:" + folder, 0);

    /** Records whose label bytes are {@code labels} and whose pixels count from the label upwards. */
    private static byte[] records(int[]... labels) {
        byte[] file = new byte[labels.length * (labels[0].length + PIXELS)];
        int at = 0;
        for (int[] record : labels) {
            for (int label : record) {
                file[at++] = (byte) label;
            }
            for (int i = 0; i < PIXELS; i++) {
                file[at++] = (byte) (record[0] + i);
            }
        }
        return file;
    }

    private void writeTen() {
        for (int i = 1; i <= 4; i++) {
            Damage.write(folder.resolve("data_batch_" + i + ".bin"), records(new int[] {i}));
        }
        Damage.write(folder.resolve("data_batch_2.bin"), records(new int[] {3}, new int[] {9}));
        Damage.write(folder.resolve("data_batch_5.bin.gz"), Damage.gzip(records(new int[] {0})));
        Damage.write(folder.resolve("test_batch.bin"), records(new int[] {7}));
    }

    @Test
    void theBatchesThatAreThereLoadInOrder() throws IOException {
        writeTen();
        assertArrayEquals(
                new int[] {1, 3, 9, 3, 4, 0},
                DataSpec.load("cifar10:" + folder, 0).train().labels());
        for (int i : new int[] {1, 3, 4}) {
            Files.delete(folder.resolve("data_batch_" + i + ".bin"));
        }
        Splits splits = DataSpec.load("cifar10:" + folder, 0);
        assertArrayEquals(new int[] {3, 9, 0}, splits.train().labels());
        assertEquals(Shape.of(3, 32, 32), splits.train().exampleShape());
        assertEquals((byte) (9 + 100), splits.train().pixels()[PIXELS + 100]);
        assertEquals(7, splits.test().labels()[0]);
        assertEquals("horse", splits.test().classNames().get(7));
    }

    @Test
    void fineLabelsOfCifar100AreTaken() throws IOException {
        Damage.write(folder.resolve("train.bin"), records(new int[] {19, 99}, new int[] {0, 5}));
        Damage.write(folder.resolve("test.bin"), records(new int[] {1, 2}));
        Splits splits = DataSpec.load("cifar100:" + folder, 0);
        assertArrayEquals(new int[] {99, 5}, splits.train().labels());
        assertEquals(100, splits.train().classes());
        assertEquals("99", splits.train().classNames().get(99));
        assertEquals((byte) (19 + 7), splits.train().pixels()[7]);
        Files.writeString(folder.resolve("fine_label_names.txt"), "apple\nbaby\n");
        Damage.refused(folder.resolve("fine_label_names.txt"), load100, "2 names");
    }

    @Test
    void wrongLabelsAreNamed() {
        writeTen();
        Path batch = folder.resolve("data_batch_2.bin");
        Damage.write(batch, records(new int[] {3}, new int[] {10}));
        Damage.refused(batch, load10, "label of record 1 is 10", "0..9");
        Damage.write(folder.resolve("test.bin"), records(new int[] {1, 2}));
        Path train = folder.resolve("train.bin");
        Damage.write(train, records(new int[] {20, 2}));
        Damage.refused(train, load100, "coarse label of record 0 is 20", "0..19");
        Damage.write(train, records(new int[] {19, 100}));
        Damage.refused(train, load100, "label of record 0 is 100", "0..99");
    }

    @Test
    void otherSizesAreRefused() {
        writeTen();
        Path batch = folder.resolve("data_batch_2.bin");
        byte[] whole = records(new int[] {3}, new int[] {9});
        for (int n : new int[] {0, 1, 2, 3072, 3074, 6145, 6147}) {
            Damage.write(batch, Arrays.copyOf(whole, n));
            Damage.refused(batch, load10, n + " bytes", "multiple of 3073");
        }
        Damage.bitFlips(whole, 3, batch, load10);
    }

    @Test
    void damagedGzipIsRefused() throws IOException {
        writeTen();
        Path file = folder.resolve("data_batch_5.bin.gz");
        byte[] whole = Files.readAllBytes(file);
        Damage.everyPrefix(whole, file, load10);
        Damage.bitFlips(whole, 20, file, load10);
        Damage.write(file, Damage.gzip(new byte[51_000 * 3073]));
        Damage.refused(file, load10, "left over after records of at most 153650000 bytes");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        Damage.refused(folder, load10, "data_batch_1.bin", "data_batch_5.bin");
        writeTen();
        Files.delete(folder.resolve("test_batch.bin"));
        Damage.refused(folder, load10, "test_batch.bin");
        Damage.refused(folder, load100, "train.bin");
    }

    @Test
    void realRecordsHaveTheOfficialLabels() throws IOException {
        Path head = Shared.data("cifar-10/data_batch_1.head4000.bin.gz");
        byte[] official = Files.readAllBytes(Shared.data("cifar-10/train-labels.u8"));
        Dataset data = Cifar.read10(List.of(head), "test");
        assertEquals(4_000, data.size());
        int[] labels = data.labels();
        for (int i = 0; i < labels.length; i++) {
            assertEquals(official[i], labels[i], "label " + i);
        }
        assertNotNull(data.pixels());
    }
}
