package dev.lethe.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
    @TempDir
    Path folder;

    private Path file;
    private final Consumer<Path> load = f -> DataSpec.load("npz:" + f, 0);

    @BeforeEach
    void name() {
        file = folder.resolve("data.npz");
    }

    private static HostTensor bytes(int... dims) {
        Shape shape = Shape.of(dims);
        byte[] values = new byte[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) i;
        }
        return HostTensor.of(values, shape);
    }

    private static HostTensor labels(int... y) {
        return HostTensor.of(y, Shape.of(y.length));
    }

    private static byte[] stored(String name, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry entry = new ZipEntry(name);
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
        }
        return out.toByteArray();
    }

    private static byte[] npy(HostTensor array) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, array);
        return out.toByteArray();
    }

    @Test
    void writtenArraysComeBackAndEqualArraysGiveEqualFiles() throws IOException {
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        arrays.put("z", HostTensor.of(new float[] {1, 2}, Shape.of(2, 1)));
        arrays.put("a", labels(4, 5));
        Npz.write(file, arrays);
        byte[] first = Files.readAllBytes(file);
        Map<String, HostTensor> back = Npz.read(file);
        assertEquals(List.of("z", "a"), new ArrayList<>(back.keySet()));
        assertArrayEquals(new float[] {1, 2}, back.get("z").floats());
        assertArrayEquals(new int[] {4, 5}, back.get("a").ints());
        Npz.write(file, arrays);
        assertArrayEquals(first, Files.readAllBytes(file));
    }

    @Test
    void storedEntriesRead() throws IOException {
        Damage.write(file, stored("x.npy", npy(bytes(3, 2))));
        assertEquals(Shape.of(3, 2), Npz.read(file).get("x").shape());
        Map<String, HostTensor> numpy = Npz.read(Shared.data("loader-fixtures/candle/test.npz"));
        assertArrayEquals(
                new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, numpy.get("x").ints());
        assertArrayEquals(
                new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
                numpy.get("x_plus_one").ints());
        Map<String, HostTensor> djl = Npz.read(Shared.data("loader-fixtures/djl/list.npz"));
        assertArrayEquals(new byte[] {1}, djl.get("bool8").bytes());
        assertArrayEquals(new int[] {1}, djl.get("arr_0").ints());
    }

    @Test
    void damageAnywhereIsRefusedOrHarmless() throws IOException {
        Damage.write(file, stored("x.npy", npy(bytes(3))));
        byte[] whole = Files.readAllBytes(file);
        Damage.everyPrefix(whole, file, Npz::read);
        Npz.write(file, Map.of("x", bytes(3)));
        whole = Files.readAllBytes(file);
        Damage.everyPrefix(whole, file, Npz::read);
        assertTrue(Damage.bitFlips(whole, whole.length, file, Npz::read) > 4 * whole.length);
    }

    @Test
    void anArrayCannotClaimMoreThanItsEntryHolds() throws IOException {
        byte[] bomb = npy(bytes(10));
        String claim =
                new String(bomb, StandardCharsets.ISO_8859_1).replace("(10,), }" + " ".repeat(8), "(2000000000,), }");
        byte[] npy = claim.getBytes(StandardCharsets.ISO_8859_1);
        Damage.write(file, stored("x.npy", npy));
        Damage.refused(file, Npz::read, "x.npy", "truncated", "2000000000");
        Damage.write(file, stored("x.txt", npy));
        Damage.refused(file, Npz::read, "'x.txt'");
    }

    @Test
    void aWrongChecksumIsNamed() throws IOException {
        byte[] whole = stored("x.npy", npy(bytes(3)));
        int directory = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - 6);
        whole[directory + 16] ^= 1;
        Damage.write(file, whole);
        Damage.refused(file, Npz::read, "CRC-32");
    }

    @Test
    void imagesOfEachLayoutLoad() {
        Npz.write(file, Map.of("x", bytes(2, 4, 5), "y", labels(0, 2)));
        Splits splits = DataSpec.load("npz:" + file, 0);
        assertNull(splits.test());
        assertEquals(Shape.of(1, 4, 5), splits.train().exampleShape());
        assertEquals(3, splits.train().classes());
        Npz.write(file, Map.of("x", bytes(2, 3, 4, 5), "y", labels(0, 2)));
        assertEquals(Shape.of(3, 4, 5), DataSpec.load("npz:" + file, 0).train().exampleShape());
        Npz.write(file, Map.of("x", bytes(2, 4, 5, 3), "y", labels(0, 2)));
        Dataset last = DataSpec.load("npz:" + file, 0).train();
        assertEquals(Shape.of(3, 4, 5), last.exampleShape());
        // Pixel (row 1, column 2) of channel 1 of image 1 stood at ((1*4 + 1)*5 + 2)*3 + 1.
        assertEquals((byte) (((4 + 1) * 5 + 2) * 3 + 1), last.pixels()[60 + 20 + 5 + 2]);
    }

    @Test
    void tablesAndTestPartsLoad() {
        Npz.write(
                file,
                Map.of(
                        "x_train", HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, Shape.of(3, 2)),
                        "y_train", HostTensor.of(new byte[] {0, 1, 0}, Shape.of(3, 1)),
                        "x_test", HostTensor.of(new float[] {7, 8}, Shape.of(1, 2)),
                        "y_test", labels(4)));
        Splits splits = DataSpec.load("npz:" + file, 0);
        assertEquals(5, splits.train().classes());
        assertEquals(5, splits.test().classes());
        assertArrayEquals(new float[] {7, 8}, splits.test().features());
        Npz.write(file, Map.of("x", HostTensor.of(new int[] {-1, 3}, Shape.of(2, 1)), "y", labels(0, 1)));
        assertArrayEquals(
                new float[] {-1, 3}, DataSpec.load("npz:" + file, 0).train().features());
    }

    @Test
    void wrongArraysAreNamed() {
        wrong(Map.of("y", labels(0)), "exactly one of the arrays x and x_train");
        wrong(Map.of("x", bytes(1, 2), "x_train", bytes(1, 2), "y", labels(0)), "exactly one");
        wrong(Map.of("x", bytes(1, 2)), "'y' is missing");
        wrong(Map.of("x_train", bytes(1, 2), "y_train", labels(0), "x_test", bytes(1, 2)), "'y_test' is missing");
        wrong(Map.of("x", bytes(2, 2), "y", labels(0)), "'x'", "[2, 2] for 1 labels");
        wrong(Map.of("x", bytes(2, 2), "y", labels(0, -1)), "'y' element 1 is -1");
        wrong(Map.of("x", bytes(2, 2), "y", labels(0, 2_000_000)), "'y' element 1 is 2000000");
        wrong(Map.of("x", bytes(2, 2), "y", HostTensor.of(new float[2], Shape.of(2))), "'y'", "integers");
        wrong(Map.of("x", bytes(2, 2), "y", HostTensor.of(new int[4], Shape.of(2, 2))), "'y'", "[2, 2]");
        wrong(Map.of("x", bytes(1, 2, 2, 2), "y", labels(0)), "1 or 3 channels");
        wrong(Map.of("x", bytes(1, 3, 2, 3), "y", labels(0)), "not in both");
        wrong(Map.of("x", bytes(1, 1, 1, 1, 1), "y", labels(0)), "[1, 1, 1, 1, 1]");
        wrong(Map.of("x", bytes(0, 2), "y", labels()), "[0, 2]");
        wrong(Map.of("x", HostTensor.of(new float[8], Shape.of(2, 2, 2)), "y", labels(0, 1)), "'x' is F32");
        wrong(
                Map.of("x", HostTensor.of(new float[] {0, Float.NaN}, Shape.of(1, 2)), "y", labels(0)),
                "row 0, column 1 is NaN");
        wrong(
                Map.of("x_train", bytes(1, 2), "y_train", labels(0), "x_test", bytes(1, 3), "y_test", labels(0)),
                "does not match");
        Damage.refused(folder.resolve("absent.npz"), load, "no such file");
    }

    private void wrong(Map<String, HostTensor> arrays, String... words) {
        Npz.write(file, arrays);
        Damage.refused(file, load, words);
    }
}
